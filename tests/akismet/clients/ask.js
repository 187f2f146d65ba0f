// Asks a server by both clients of npm and prints what they say, as JSON:   node -r ./here.js ask.js KEY BLOG [HOST PORT]
// Without a host they ask where they always do; then something else has to lead them here.
const { promisify } = require("util");
const akismetApi = require("akismet-api");
const akismet = require("akismet");

const [key, blog, host, port] = process.argv.slice(2);
const PLACE = host ? { host: `${host}:${port}`, protocol: "http" } : {};
const OLD_PLACE = host ? { host, port: Number(port) } : {};
const HONEST = {
  user_ip: "192.0.2.7",
  user_agent: "Browser/1",
  comment_author: "Ann",
  comment_author_email: "ann@reader.example",
  comment_content: "The ferry was twenty minutes late again, and nobody at the pier knew why.",
};
const SPAM = { ...HONEST, comment_author: "viagra-test-123" };
const FORMER = { ip: HONEST.user_ip, useragent: HONEST.user_agent, name: "Ann", content: HONEST.comment_content };

async function byApi(secret) {
  const client = new akismetApi.AkismetClient({ key: secret, blog, ...PLACE });
  const said = { verify: await client.verifyKey() };
  const checks = {
    honest: FORMER,
    spam: { ...FORMER, email: "akismet-guaranteed-spam@example.com" },
    trap: { ...FORMER, honeypot: "https://shop.example", content: "https://shop.example https://shop.example/b" },
    administrator: { ...FORMER, role: "administrator", isTest: true },
  };
  for (const [name, fields] of Object.entries(checks)) {
    said[name] = await client.checkSpam(fields).catch((error) => error.message);
  }
  said.submitSpam = (await client.submitSpam(FORMER)).text;
  said.submitHam = (await client.submitHam(FORMER)).text;
  return said;
}

async function byAkismet(secret) {
  const client = akismet.client({ apiKey: secret, blog, ...OLD_PLACE });
  const call = (name, ...given) => promisify(client[name].bind(client))(...given);
  return {
    verify: await call("verifyKey"),
    honest: await call("checkComment", { ...HONEST }),
    spam: await call("checkComment", { ...SPAM }),
    submitSpam: (await call("submitSpam", { ...HONEST })) ?? null,
    submitHam: (await call("submitHam", { ...HONEST })) ?? null,
  };
}

async function main() {
  const wrong = "0".repeat(12);
  return {
    "akismet-api": await byApi(key),
    akismet: await byAkismet(key),
    wrong: {
      "akismet-api": await byApi(wrong),
      akismet: await byAkismet(wrong),
    },
  };
}

main().then(
  (said) => console.log(JSON.stringify(said)),
  (error) => {
    console.error(error);
    process.exit(1);
  },
);
