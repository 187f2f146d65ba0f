// Style sheets made here, not written into the page: a strict policy of the page does not hold them.

const made = new Map<string, CSSStyleSheet>();

export function adopt(root: ShadowRoot | Document, text: string): void {
  let sheet = made.get(text);
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    made.set(text, sheet);
  }
  if (!root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
}
