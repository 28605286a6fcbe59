import { Component } from "govuk-frontend";

const EVERY = 20_000;

/**
 * Saves the minutes as one types, and takes what a word processor pastes as it comes.
 *
 * The server cleans what was pasted and says what it left out. Whatever cannot be saved stays on
 * the page, and the buttons do their work without any of this.
 */
export class Minutes extends Component {
  static moduleName = "pep-minutes";

  constructor($root) {
    super($root);
    this.$saved = $root.querySelector("[data-saved]");
    this.$seen = $root.querySelector("[name=seen]");
    this.changed = false;
    this.saving = null;
    this.waits = false;
    $root.addEventListener("input", () => {
      this.changed = true;
    });
    $root.addEventListener("paste", (event) => this.paste(event));
    $root.addEventListener("submit", (event) => this.submit(event));
    this.timer = window.setInterval(() => this.saveIfChanged(), EVERY);
  }

  /** Let a save under way end first: its version would make the button meet its own clerk. */
  submit(event) {
    window.clearInterval(this.timer);
    if (!this.saving) {
      return;
    }
    event.preventDefault();
    if (!this.waits) {
      this.waits = true;
      this.saving.then(() => this.$root.requestSubmit(event.submitter));
    }
  }

  /** Keep headings, lists and links of a page that is pasted: the server makes them light. */
  paste(event) {
    const html = event.clipboardData.getData("text/html");
    const $field = event.target;
    if (!html || $field.tagName !== "TEXTAREA") {
      return;
    }
    event.preventDefault();
    const body = new DOMParser().parseFromString(html, "text/html").body;
    $field.setRangeText(body.innerHTML, $field.selectionStart, $field.selectionEnd, "end");
    this.changed = true;
  }

  saveIfChanged() {
    if (this.changed && !this.saving) {
      this.changed = false;
      this.saving = this.save().finally(() => {
        this.saving = null;
      });
    }
  }

  async save() {
    const data = new FormData(this.$root);
    data.append("autosave", "yes");
    try {
      const answer = await fetch(window.location.href, { method: "POST", body: data });
      const told = await answer.json();
      if (!told.error) {
        this.$seen.value = told.version;
        this.$saved.textContent = `Saved at ${told.saved}. ${told.others}`;
        return;
      }
      this.$saved.textContent = told.error;
      if (told.is_over) {
        window.clearInterval(this.timer);
      }
    } catch {
      this.$saved.textContent = "Not saved: the portal cannot be reached. Save by the button later.";
      this.changed = true;
    }
  }
}
