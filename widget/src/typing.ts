// Change a text field as if it were typed, so that the browser can undo it.

import type { Edit, Tool } from "./marking";

export function put(field: HTMLTextAreaElement, [from, to, text, start, end]: Edit): void {
  field.focus();
  field.setSelectionRange(from, to);
  if (!document.execCommand(text ? "insertText" : "delete", false, text)) {
    field.setRangeText(text); // a browser that types nothing by itself
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
  field.setSelectionRange(start, end);
}

export function use(tool: Tool, field: HTMLTextAreaElement): void {
  put(field, tool(field.value, field.selectionStart, field.selectionEnd));
}
