// Rebuilds what is taken from an unpacked npm package: node build.mjs <path of the package>.
// @gouvfr/dsfr: why a build of our own: the published sheet is 1 MB with the State's typefaces; the pages need a tenth of it.
// tus-js-client: the published bundle as it is, without its source map.
// pdfjs-dist: its builds for browsers that are not of this year, the two fonts of signs that no system has for sure, and
// what decodes JPEG 2000 and JBIG2 without WebAssembly, which the policy of the pages refuses.
import { readFileSync, writeFileSync, mkdirSync, copyFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const source = resolve(process.argv[2], "dist");
const { name } = JSON.parse(readFileSync(resolve(process.argv[2], "package.json"), "utf8"));

if (name === "tus-js-client") {
  mkdirSync(join(here, "tus"), { recursive: true });
  const bundle = readFileSync(join(source, "tus.min.js"), "utf8").replace(/\n?\/\/# sourceMappingURL=.*\s*$/, "\n");
  writeFileSync(join(here, "tus", "tus.min.js"), bundle);
  copyFileSync(resolve(process.argv[2], "LICENSE"), join(here, "tus", "LICENSE"));
  console.log(`${bundle.length} characters`);
  process.exit(0);
}

if (name === "pdfjs-dist") {
  const unpacked = resolve(process.argv[2]);
  const taken = {
    "": ["legacy/build/pdf.min.mjs", "legacy/build/pdf.worker.min.mjs", "LICENSE"],
    wasm: ["jbig2_nowasm_fallback.js", "openjpeg_nowasm_fallback.js", "LICENSE_JBIG2", "LICENSE_OPENJPEG", "LICENSE_PDFJS_JBIG2", "LICENSE_PDFJS_OPENJPEG"],
    standard_fonts: ["FoxitDingbats.pfb", "FoxitSymbol.pfb", "LICENSE_FOXIT"],
  };
  let octets = 0;
  for (const [folder, files] of Object.entries(taken)) {
    const to = join(here, "pdfjs", folder.replace("wasm", "decoders").replace("standard_fonts", "fonts"));
    mkdirSync(to, { recursive: true });
    for (const file of files) {
      const content = readFileSync(join(unpacked, folder, file));
      octets += content.length;
      writeFileSync(join(to, basename(file).replace(/\.mjs$/, ".js")), content);
    }
  }
  console.log(`${octets} octets`);
  process.exit(0);
}

const target = join(here, "dsfr");
mkdirSync(join(target, "icons"), { recursive: true });

const sheets = [
  "core/core.main.min.css",
  "scheme/scheme.min.css",
  ...["link", "form", "button", "input", "select", "radio", "checkbox", "upload", "alert", "badge",
    "breadcrumb", "pagination", "stepper", "skiplink", "tag"].map(
    (name) => `component/${name}/${name}.main.min.css`,
  ),
];

const icons = new Set();
let css = sheets
  .map((sheet) => readFileSync(join(source, sheet), "utf8").replace(/\/\*[\s\S]*?\*\//, ""))
  .join("\n");
css = css
  .replace(/@charset "utf-8";/gi, "")
  .replace(/@font-face\{[^}]*\}/g, "")
  .replace(/Marianne,\s*arial,\s*sans-serif/g, "var(--av-font)")
  .replace(/Spectral,\s*georgia,\s*serif/g, "var(--av-font)")
  .replace(/url\(([^)]*)\)/g, (whole, raw) => {
    const url = raw.replace(/["']/g, "");
    if (url.startsWith("data:") || url.startsWith("#")) return whole;
    const file = url.replace(/^(\.\.\/)+/, "");
    icons.add(file);
    return `url(icons/${basename(file)})`;
  });

// The dark values normally need a script to be chosen; the media query lets the reader's system choose.
const dark = css.match(/:root\[data-fr-theme=dark\][^{}]*\{[^{}]*\}/g) ?? [];
css += `\n@media (prefers-color-scheme:dark){${dark
  .map((rule) => rule.replaceAll(":root[data-fr-theme=dark]", ":root[data-fr-scheme=system]:not([data-fr-theme])"))
  .join("")}}\n`;

const extra = process.argv.slice(3);
for (const file of [...icons, ...extra]) {
  copyFileSync(join(source, file), join(target, "icons", basename(file)));
}
const head = readFileSync(join(source, sheets[0]), "utf8").match(/\/\*[\s\S]*?\*\//)[0];
writeFileSync(join(target, "dsfr.css"), `${head}\n/* Subset without State typefaces or marks; see ../README.md */\n${css}`);
console.log(`${css.length} characters, ${icons.size + extra.length} icons, dark blocks ${dark.length}`);
