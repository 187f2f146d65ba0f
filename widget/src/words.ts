// What the script says by itself, in the words that the server sent along with the conversation.

/** Key -> a sentence, or its forms by CLDR's plural categories. %(name)s stands where a value goes. */
export type Words = Readonly<Record<string, string | Readonly<Record<string, string>>>>;

export function word(words: Words, key: string, values: Record<string, string> = {}): string {
  const said = words[key];
  return filled(typeof said === "string" ? said : "", values);
}

export function plural(words: Words, key: string, count: number, lang: string): string {
  const forms = words[key];
  if (!forms || typeof forms === "string") return `${count}`;
  const form = forms[new Intl.PluralRules(lang).select(count)] ?? forms.other ?? "";
  return filled(form, { count: new Intl.NumberFormat(lang).format(count) });
}

function filled(sentence: string, values: Record<string, string>): string {
  return sentence.replace(/%\((\w+)\)[sd]/g, (_, name: string) => values[name] ?? "");
}
