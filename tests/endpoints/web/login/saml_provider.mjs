// A provider of SAML by others (npm samlp), with the attributes of OIOSAML: it asks as whom, and answers with an
// encrypted assertion. It is called with a file: port, key, cert, register (entity id, address, certificate), users.
import { createServer } from "node:http";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const given = JSON.parse(readFileSync(process.argv[2], "utf-8"));
const samlp = createRequire(given.from)("samlp");
const here = `http://127.0.0.1:${given.port}`;
const { register } = given;
const signed = { cert: given.cert, key: given.key, signatureAlgorithm: "rsa-sha256", digestAlgorithm: "sha256" };
const sessions = [];
const states = new Map();
let count = 0;

const store = {
  save(_, state, done) { states.set(`s${++count}`, state); done(null, `s${count}`); },
  load(_, id, options, done) { const found = states.get(id); if (options.destroy) states.delete(id); done(null, found); },
};
const participants = {
  get(issuer, marks, name, done) {
    done(null, sessions.find((one) => one.serviceProviderId === issuer && one.nameId === name && [].concat(marks).includes(one.sessionIndex)));
  },
  hasElements() { return sessions.length > 0; },
  getFirst(done) { done(null, sessions[0]); },
  remove(issuer, mark, name, done) {
    const at = sessions.findIndex((one) => one.sessionIndex === mark && one.nameId === name);
    done(null, at < 0 ? undefined : sessions.splice(at, 1)[0]);
  },
};

function login(user, encryption) {
  const session = `_session${++count}`;
  return samlp.auth({
    ...signed,
    issuer: given.issuer,
    audience: register.id,
    recipient: `${register.address}/acs`,
    destination: `${register.address}/acs`,
    signResponse: Boolean(given.signResponse),
    encryptionCert: register.cert,
    encryptionPublicKey: register.key,
    encryptionAlgorithm: encryption,
    disallowEncryptionWithInsecureAlgorithm: false,
    warnOnInsecureEncryptionAlgorithm: false,
    signingCert: register.cert,
    includeAttributeNameFormat: true,
    typedAttributes: false,
    sessionIndex: session,
    lifetimeInSeconds: 300,
    getPostURL: (_, __, ___, done) => done(null, `${register.address}/acs`),
    getUserFromRequest: () => user,
    profileMapper: () => ({
      getClaims: () => user.attributes,
      getNameIdentifier: () => {
        sessions.push({
          serviceProviderId: register.id, nameId: user.name, nameIdFormat: user.format, sessionIndex: session,
          serviceProviderLogoutURL: `${register.address}/logout`, cert: register.cert, binding: given.binding,
        });
        return { nameIdentifier: user.name, nameIdentifierFormat: user.format };
      },
    }),
  });
}

const logout = () => samlp.logout({
  ...signed, issuer: given.issuer, deflate: true, sessionParticipants: participants, store, protocolBinding: given.binding,
  clearIdPSession: (done) => done(),
});

createServer((req, res) => {
  const url = new URL(req.url, here);
  req.query = Object.fromEntries(url.searchParams);
  res.set = (name, value) => res.setHeader(name, value);
  res.redirect = (to) => { res.writeHead(302, { Location: to }); res.end(); };
  res.send = (body) => { if (typeof body === "number") { res.statusCode = body; body = "done"; } res.end(body); };
  const failed = (error) => { res.statusCode = 500; res.end(String(error && error.message)); };
  let body = "";
  req.on("data", (part) => { body += part; });
  req.on("end", () => {
    req.body = Object.fromEntries(new URLSearchParams(body));
    if (url.pathname === "/sso" && !req.query.user) {
      res.setHeader("Content-Type", "text/html");
      const fields = Object.entries(req.query).map(([name, value]) => `<input type="hidden" name="${name}" value="${value}">`);
      const buttons = Object.keys(given.users).map((name) => `<button name="user" value="${name}">${name}</button>`);
      res.end(`<title>IdP</title><h1>IdP</h1><form>${fields.join("")}${buttons.join(" ")}</form>`);
    } else if (url.pathname === "/sso") {
      const { user, encryption, ...query } = req.query;
      req.query = query;
      login(given.users[user], encryption)(req, res, failed);
    } else if (url.pathname === "/slo") {
      logout()(req, res, failed);
    } else {
      res.statusCode = 404;
      res.end();
    }
  });
}).listen(given.port, "127.0.0.1", () => console.log("ready"));
