// The one place where markup becomes nodes. It is the server's, which cleaned what readers wrote; nothing else comes here.

interface Policy {
  createHTML(html: string): string;
}
interface Types {
  createPolicy(name: string, rules: Policy): Policy;
}

let policy: Policy | undefined;

const PIECE = 16384; // characters that are parsed at once, some 4 ms on a slow phone

function trusted(html: string): string {
  policy ??= (globalThis as { trustedTypes?: Types }).trustedTypes?.createPolicy("voxpop", { createHTML: (text) => text });
  return policy ? policy.createHTML(html) : html;
}

export function nodes(html: string): DocumentFragment {
  const template = document.createElement("template");
  template.innerHTML = trusted(html);
  return template.content;
}

/** The same for much of it, piece by piece, with a pause after each: in a document of its own, where nothing runs. */
export async function parsed(html: string, pause: () => Promise<void>): Promise<ParentNode> {
  const page = document.implementation.createHTMLDocument();
  for (let at = 0, end; at < html.length; at = end) {
    end = html.indexOf("\n", at + PIECE) + 1 || html.length;
    page.write(trusted(html.slice(at, end)));
    await pause();
  }
  page.close();
  return page;
}
