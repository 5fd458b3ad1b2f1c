// Makes static/ui out of the sources beside this file: styles, script, htmx. What it makes is
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

const styles = async () => {
  const { css } = await compileAsync(join(here, "styles", "pencere.scss"), {
    loadPaths: [modules],
    quietDeps: true,
  });
  const { code } = await transform(css, { loader: "css", minify: true, target: "es2020" });
  await writeFile(join(made, "pencere.css"), code);
};

const scripts = async () => {
  await build({
    entryPoints: [join(here, "scripts", "pencere.js")],
    outfile: join(made, "pencere.js"),
    bundle: true,
    minify: true,
    format: "esm",
    legalComments: "none",
    target: "es2020",
    nodePaths: [modules],
  });
};

const htmx = () =>
  copyFile(createRequire(import.meta.url).resolve("htmx.org/dist/htmx.min.js"), join(made, "htmx.min.js"));

await Promise.all([styles(), scripts(), htmx()]);
