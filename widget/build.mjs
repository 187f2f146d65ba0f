// Build the script:   node build.mjs [folder]
//
//   src/*.ts and the style sheet of a conversation  ->  folder/NAME.HASH.js, and each as .br beside it
//
// A name tells the bytes, so that browsers may keep a file for a year. What a reader needs at once is one file; what is
// used rarely is a file of its own, fetched by import(), and brings nothing along that is there already (src/kit.ts).
// Without a folder it goes where the package has its static files, and what was built there before is taken away.

import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants } from "node:zlib";
import { build, transform } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const folder = process.argv[2] ?? join(here, "../src/voxpop/static/widget");
const LATER = ["editing", "finding", "idle", "lists", "muting", "window", "writing"];
const AT_ONCE = ["embed", "page", "count", "install"];
const BROWSERS = ["chrome111", "firefox113", "safari16.4"]; // those that know color-mix, which the style sheet needs

const styles = {
  name: "styles",
  setup({ onLoad }) {
    onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const made = await transform(readFileSync(path, "utf8"), { loader: "css", minify: true, target: BROWSERS });
      return { contents: made.code.trim(), loader: "text" };
    });
  },
};

/** What import() names is a file beside, under the name that it was built with. */
const parts = (names) => ({
  name: "parts",
  setup({ onResolve }) {
    onResolve({ filter: /^\.\// }, ({ path, kind }) =>
      kind === "dynamic-import" ? { path: `./${names.get(path.slice(2))}`, external: true } : undefined,
    );
  },
});

/** Build these; name of each -> its file's name. */
async function built(names, plugins) {
  const { metafile } = await build({
    absWorkingDir: here,
    entryPoints: names.map((name) => `src/${name}.ts`),
    outdir: folder,
    entryNames: "[name].[hash]",
    bundle: true,
    format: "esm",
    minify: true,
    target: BROWSERS,
    charset: "utf8",
    legalComments: "none",
    logLevel: "warning",
    metafile: true,
    plugins: [styles, ...plugins],
  });
  const files = Object.keys(metafile.outputs).map((path) => path.split("/").at(-1));
  return new Map(files.map((file) => [file.split(".")[0], file]));
}

mkdirSync(folder, { recursive: true });
for (const name of readdirSync(folder)) {
  if (/\.js(\.br)?$/.test(name)) rmSync(join(folder, name));
}
await built(AT_ONCE, [parts(await built(LATER, []))]);
for (const name of readdirSync(folder).filter((name) => name.endsWith(".js"))) {
  const bytes = readFileSync(join(folder, name));
  const packed = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } });
  writeFileSync(join(folder, `${name}.br`), packed);
}
