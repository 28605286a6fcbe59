// Makes static/dist from static/src: one stylesheet, one script, and the library that charts
// fetch when asked. Does nothing while its inputs are as they were.

import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { copyFile, mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(here);
const source = join(here, "src");
const target = join(here, "dist");
const images = join(root, "node_modules/@ministryofjustice/frontend/moj/assets/images");
const stamp = join(target, ".inputs");

// What the stylesheet of MOJ Frontend's filter and timeline points at.
const ICONS = [
  "icon-close-cross-black.svg",
  "icon-document.svg",
  "icon-tag-remove-cross-white.svg",
  "icon-tag-remove-cross.svg",
  "icon-toggle-plus-minus.svg",
];

/** One hash of everything the result depends on: our sources, this file and the lock file. */
async function inputs() {
  const hash = createHash("sha256");
  const names = (await readdir(source, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
  const files = [...names.sort(), join(here, "build.mjs"), join(root, "package-lock.json")];
  for (const file of files) {
    hash.update(file.slice(root.length)).update(await readFile(file));
  }
  return hash.digest("hex");
}

async function styles() {
  const sass = await import("sass");
  const { css } = sass.compile(join(source, "portal.scss"), {
    loadPaths: [root],
    style: "compressed",
    quietDeps: true,
  });
  await writeFile(join(target, "portal.css"), css);
}

async function scripts() {
  const esbuild = await import("esbuild");
  await esbuild.build({
    entryPoints: [join(source, "portal.js")],
    outfile: join(target, "portal.js"),
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2020",
    legalComments: "none",
  });
}

const wanted = await inputs();
const found = existsSync(stamp) ? await readFile(stamp, "utf8") : "";
if (wanted === found) {
  console.log("Styles and scripts are up to date");
} else {
  await rm(target, { recursive: true, force: true });
  await mkdir(target, { recursive: true });
  await Promise.all([
    styles(),
    scripts(),
    copyFile(
      join(root, "node_modules/plotly.js-basic-dist-min/plotly-basic.min.js"),
      join(target, "plotly-basic.min.js"),
    ),
    copyFile(join(source, "icon.svg"), join(target, "icon.svg")),
    ...ICONS.map((name) => copyFile(join(images, name), join(target, name))),
  ]);
  await writeFile(stamp, wanted);
  console.log("Styles and scripts made in static/dist");
}
