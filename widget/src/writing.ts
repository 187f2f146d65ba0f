import type { Section } from "./section";

export function attend(_s: Section): void {}
