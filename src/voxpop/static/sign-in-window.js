// The end of a window in which somebody signed in: tells the page that opened it, and closes itself.
//
// The code is asked for when there is somebody to hand it to, and goes to the one origin that the window was opened
// for; it is never in the page. Where the provider has severed the two, the page asks for itself (sign-in.js).

const { attempt, site, opener, outcome } = document.getElementById("window").dataset;

if (window.opener) {
  const said = { type: "voxpop:signed-in", outcome };
  if (outcome === "done") {
    const answer = await fetch(`/sign-in/window/${attempt}`, { method: "POST", body: new URLSearchParams({ site }) });
    if (answer.ok) said.code = (await answer.json()).code;
  }
  window.opener.postMessage(said, opener);
  window.close();
}
