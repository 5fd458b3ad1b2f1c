// Makes static/ui out of the sources beside this file: styles, scripts, htmx. What it makes is
// committed, so running pencere needs no Node. The fonts are cut once and stay as they are.
import { copyFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, transform } from "esbuild";
import { compileAsync } from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const made = join(here, "..", "static", "ui");
const modules = join(here, "..", "..", "..", "..", "node_modules");

const styles = async (name) => {
  const { css } = await compileAsync(join(here, "styles", `${name}.scss`), {
    loadPaths: [modules],
    quietDeps: true,
  });
  const { code } = await transform(css, { loader: "css", minify: true, target: "es2020" });
  await writeFile(join(made, `${name}.css`), code);
};

// Only pages with a map load these. Leaflet's pictures, which we don't show, are left out.
const mapStyles = () =>
  build({
    entryPoints: [join(here, "styles", "map.css")],
    outfile: join(made, "map.css"),
    bundle: true,
    minify: true,
    target: "es2022",
    loader: { ".png": "empty" },
    nodePaths: [modules],
  });

const scripts = async () => {
  await build({
    entryPoints: ["pencere", "form", "map", "live"].map((name) => join(here, "scripts", `${name}.js`)),
    outdir: made,
    bundle: true,
    minify: true,
    format: "esm",
    legalComments: "none",
    target: "es2020",
    nodePaths: [modules],
  });
};

// Scripts of one package's own pages stand in that package. A page that is kept for times without
// network takes one file along, so what is shared by two of them is in both.
const patrol = join(here, "..", "..", "portal", "patrol");
const patrolScripts = () =>
  build({
    entryPoints: ["check", "offline"].map((name) => join(patrol, "scripts", `${name}.js`)),
    outdir: join(patrol, "static", "patrol"),
    bundle: true,
    minify: true,
    format: "esm",
    legalComments: "none",
    target: "es2022",
  });

const htmx = () =>
  copyFile(createRequire(import.meta.url).resolve("htmx.org/dist/htmx.min.js"), join(made, "htmx.min.js"));

// diagram-alone is what a diagram of states takes along into a file of its own.
// light is for pages that must come through a slow network to a phone.
const sheets = ["pencere", "light", "diagram", "diagram-alone"];

await Promise.all([...sheets.map(styles), mapStyles(), scripts(), patrolScripts(), htmx()]);
