// The one place where markup becomes nodes. It is the server's, which cleaned what readers wrote; nothing else comes here.

interface Policy {
  createHTML(html: string): string;
}
interface Types {
  createPolicy(name: string, rules: Policy): Policy;
}

let policy: Policy | undefined;

export function nodes(html: string): DocumentFragment {
  policy ??= (globalThis as { trustedTypes?: Types }).trustedTypes?.createPolicy("voxpop", { createHTML: (text) => text });
  const template = document.createElement("template");
  template.innerHTML = policy ? policy.createHTML(html) : html;
  return template.content;
}
