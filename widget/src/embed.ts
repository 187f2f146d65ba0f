// The script of a page that has a conversation on it: it gives the elements their life.

import { thread } from "./element";
import { define } from "./lists-elements";

const base = new URL(import.meta.url).origin;

if (!customElements.get("voxpop-thread")) customElements.define("voxpop-thread", thread(base));
define(base);
