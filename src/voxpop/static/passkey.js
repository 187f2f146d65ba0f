// A passkey: the browser is asked for what the server wants, and the form takes what it says there.
//
//   press  ->  navigator.credentials.get or .create, with the options in the form    ->  the form is sent
//          or  why not, in words that the server has put into the page
//
// Browsers of 2023 know no parseRequestOptionsFromJSON and no toJSON, so both are written out.

const form = document.getElementById("passkey");
const button = form.querySelector("button");
const shown = document.getElementById("vp-said");

const WORDS = {
  NotAllowedError: "cancelled", // refused, cancelled, too late: browsers do not say which
  AbortError: "cancelled",
  InvalidStateError: "there",
  SecurityError: "address",
  NotSupportedError: "missing",
};

function bytes(coded) {
  return Uint8Array.from(atob(coded.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
}

function coded(buffer) {
  const letters = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join("");
  return btoa(letters).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** The server's JSON as the browser wants it: what is binary as bytes. */
function read(json) {
  const options = JSON.parse(json);
  options.challenge = bytes(options.challenge);
  if (options.user) options.user.id = bytes(options.user.id);
  for (const list of ["allowCredentials", "excludeCredentials"]) {
    options[list] = options[list]?.map((one) => ({ ...one, id: bytes(one.id) }));
  }
  return options;
}

/** What the browser has, as JSON (WebAuthn level 3, RegistrationResponseJSON and AuthenticationResponseJSON). */
function written({ id, rawId, type, response }) {
  const said = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (response[name]) said[name] = coded(response[name]);
  }
  return JSON.stringify({ id, rawId: coded(rawId), type, response: said, clientExtensionResults: {} });
}

function say(word) {
  shown.hidden = false;
  shown.className = word === "waiting" ? "vp-hint" : "vp-error";
  shown.textContent = shown.dataset[word];
}

async function ask() {
  if (!window.PublicKeyCredential || !navigator.credentials) return say("missing");
  button.disabled = true;
  say("waiting");
  try {
    const publicKey = read(form.dataset.options);
    form.elements.credential.value = written(await navigator.credentials[form.dataset.asks]({ publicKey }));
    form.submit();
  } catch (error) {
    button.disabled = false;
    button.focus();
    say(WORDS[error.name] ?? "failed");
  }
}

button.addEventListener("click", ask);
button.disabled = false; // a press before this would have done nothing
