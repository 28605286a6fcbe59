import { Component } from "govuk-frontend";

/** Folds the filter away on a phone, behind a button that says what it does. */
export class FilterPanel extends Component {
  static moduleName = "pep-filter";

  constructor($root) {
    super($root);
    this.$button = document.createElement("button");
    this.$button.type = "button";
    this.$button.className = "govuk-button govuk-button--secondary pep-filter__toggle";
    this.$button.setAttribute("aria-controls", $root.querySelector(".moj-filter").id);
    this.$button.addEventListener("click", () => this.show(!this.shown));
    $root.prepend(this.$button);
    this.show(false);
  }

  show(shown) {
    this.shown = shown;
    this.$root.classList.toggle("pep-filter--closed", !shown);
    this.$button.setAttribute("aria-expanded", String(shown));
    this.$button.textContent = shown ? "Hide filter" : "Show filter";
  }
}
