// Every name is this machine: what a name server with a catch-all entry would say. Loaded before the clients.
const dns = require("dns");

dns.lookup = (_name, options, callback) => {
  const answer = callback || options;
  const all = typeof options === "object" && options.all;
  process.nextTick(() => (all ? answer(null, [{ address: "127.0.0.1", family: 4 }]) : answer(null, "127.0.0.1", 4)));
};
