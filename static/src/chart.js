import { Component } from "govuk-frontend";

let plotly;

/** Fetches the drawing library once, and only when somebody asks to explore. */
function loadPlotly(source) {
  plotly ??= new Promise((resolve, reject) => {
    const $script = document.createElement("script");
    $script.src = source;
    $script.addEventListener("load", () => resolve(window.Plotly));
    $script.addEventListener("error", () => {
      plotly = undefined;
      $script.remove();
      reject(new Error("The chart library did not arrive"));
    });
    document.head.append($script);
  });
  return plotly;
}

/** Turns a drawn chart into one to point at and zoom; its table of figures stays. */
export class Chart extends Component {
  static moduleName = "pep-chart";

  constructor($root) {
    super($root);
    this.$button = $root.querySelector("[data-explore]");
    this.$picture = $root.querySelector(".pep-chart__picture");
    this.$canvas = $root.querySelector(".pep-chart__canvas");
    this.$status = $root.querySelector("[role=status]");
    this.words = this.$button?.textContent;
    this.$button?.addEventListener("click", () => this.toggle());
  }

  async toggle() {
    if (this.$canvas.hidden) {
      await this.explore();
    } else {
      this.show(false);
    }
  }

  async explore() {
    this.$status.textContent = "Loading the chart";
    try {
      const library = await loadPlotly(this.$button.dataset.plotly);
      this.show(true);
      await this.draw(library);
      this.$status.textContent = "The chart is ready. Its figures are in the table below.";
    } catch {
      this.show(false);
      this.$status.textContent = "The chart could not be loaded. Its figures are in the table below.";
    }
    this.$button.focus();
  }

  async draw(library) {
    if (this.drawn) {
      return;
    }
    const figure = JSON.parse(this.$root.querySelector("script[type='application/json']").text);
    const font = { family: getComputedStyle(document.body).fontFamily, size: 14 };
    const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    await library.newPlot(
      this.$canvas,
      figure.data,
      {
        margin: { t: 24, r: 24, b: 48, l: 56 },
        ...figure.layout,
        font,
        autosize: true,
        transition: calm ? undefined : figure.layout?.transition,
      },
      { displayModeBar: false, responsive: true },
    );
    this.drawn = true;
  }

  show(explored) {
    this.$canvas.hidden = !explored;
    this.$picture.hidden = explored;
    this.$button.setAttribute("aria-expanded", String(explored));
    this.$button.textContent = explored ? "Show the plain chart" : this.words;
  }
}
