// A node of the tools for writing, with a name for style sheets: class vp-NAME, and ::part(NAME) for a page's own.

export function made<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  name: string,
  attributes: Record<string, string> = {},
  press?: () => void,
): HTMLElementTagNameMap[Tag] {
  const node = document.createElement(tag);
  node.classList.add(`vp-${name}`);
  node.part.add(name);
  for (const one in attributes) node.setAttribute(one, attributes[one] ?? "");
  if (press) node.onclick = press;
  return node;
}
