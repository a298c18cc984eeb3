#!/usr/bin/env node
// A second verifier of proofs, which shares no code with the register: node verify.mjs FILE [PUBLIC-KEY.pem]
// Prints what is proven as one line of JSON; exits 1 and says why when nothing is. Node 18 or later, nothing else.
import { createHash, createPublicKey, verify } from "node:crypto";
import { readFileSync, realpathSync } from "node:fs";
import { pathToFileURL } from "node:url";

const fail = (why) => { throw new Error(why); };
const sha = (...parts) => parts.reduce((h, part) => h.update(part), createHash("sha256")).digest();
const leafHash = (leaf) => sha(Buffer.of(0), leaf);
const nodeHash = (left, right) => sha(Buffer.of(1), left, right);

// The one spelling of JSON: members by name, no white space.
const canonical = (value) =>
  Array.isArray(value) ? `[${value.map(canonical).join(",")}]`
  : value && typeof value === "object"
    ? `{${Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(",")}}`
  : JSON.stringify(value);

const decode64 = (text) => Buffer.from(text, "base64").toString("base64") === text ? Buffer.from(text, "base64")
  : fail("base64 is not in its one form");

function members(value, names) {
  const own = value && typeof value === "object" && !Array.isArray(value) ? Object.keys(value).sort() : [];
  return own.join() === [...names].sort().join() ? value : fail(`members are not ${names.join(", ")}`);
}

function hashes(text) {
  if (typeof text !== "string" || !/^([0-9a-f]{64})*$/.test(text)) fail("hashes are not 64 small letters each");
  return (text.match(/.{64}/g) ?? []).map((one) => Buffer.from(one, "hex"));
}

// Signed notes and checkpoints (C2SP).
function readKey(text) {
  const [name, id, key, ...more] = text.split("+");
  const raw = decode64(more.length ? [key, ...more].join("+") : key ?? "");
  if (!name || /\s/.test(name) || raw.length !== 33 || raw[0] !== 1) fail("the key is no Ed25519 key of a log");
  const own = sha(name, "\n", raw).subarray(0, 4);
  if (own.toString("hex") !== id) fail("the key's id is not its own");
  return { name, id: own, raw: raw.subarray(1) };
}

function readCheckpoint(note, key) {
  const cut = note.lastIndexOf("\n\n");
  const text = note.slice(0, cut + 1), lines = note.slice(cut + 2).split("\n");
  if (cut < 0 || lines.pop() !== "" || /[\0-\x09\x0b-\x1f]/.test(text)) fail("the checkpoint is no signed note");
  const signatures = lines.map((line) => line.match(/^— ([^\s+]+) ([A-Za-z0-9+/=]+)$/) ?? fail("a signature line"))
    .map(([, name, blob]) => ({ name, blob: decode64(blob) }))
    .filter(({ name, blob }) => name === key.name && blob.subarray(0, 4).equals(key.id));
  if (signatures.length !== 1) fail("the checkpoint is not signed once with the key");
  const der = Buffer.concat([Buffer.from("302a300506032b6570032100", "hex"), key.raw]);
  const held = createPublicKey({ key: der, format: "der", type: "spki" });
  if (!verify(null, Buffer.from(text), held, signatures[0].blob.subarray(4))) fail("the signature does not fit");
  const [origin, size, root, end, ...more] = text.split("\n");
  if (origin !== key.name || !/^(0|[1-9]\d{0,15})$/.test(size) || end !== "" || more.length) fail("its three lines");
  return { origin, size: Number(size), root: decode64(root) };
}

// The tree of the log (RFC 9162 §2.1.3.2), and the tree of subjects.
function checkInLog(proof, head, what) {
  members(proof, ["beside", "leaf", "number"]);
  let number = proof.number, last = head.size - 1, found = leafHash(proof.leaf);
  if (!Number.isSafeInteger(number) || number < 0 || number > last) fail(`${what} has no place in the log`);
  for (const beside of hashes(proof.beside)) {
    if (last === 0) fail(`${what} has too many hashes beside it`);
    if (number % 2 || number === last) {
      found = nodeHash(beside, found);
      while (number % 2 === 0 && number !== 0) { number /= 2; last = Math.floor(last / 2); }
    } else found = nodeHash(found, beside);
    number = Math.floor(number / 2); last = Math.floor(last / 2);
  }
  if (last !== 0 || !found.equals(head.root)) fail(`${what} is not in the log of the checkpoint`);
}

function rootOfSubjects(subject, result, said, beside) {
  if (beside.length < 12 || beside.length > 256) fail("the way in the tree of subjects is of no such length");
  const place = sha(subject);
  return beside.reduce((found, other, n) => {
    const depth = beside.length - 1 - n, bit = (place[depth >> 3] >> (7 - (depth & 7))) & 1;
    return bit ? nodeHash(other, found) : nodeHash(found, other);
  }, leafHash(`${subject}\n${result}\n${said}`)).toString("hex");
}

// One line: its own hash over frame and salted values, and what it states.
function readLine(given, head, unit, upto) {
  members(given, ["content", "frame", "leaf"]);
  const leaf = members(JSON.parse(given.leaf.leaf), ["serial", "n", "kind", "key", "hash"]);
  if (leaf.kind !== "unit" || leaf.key !== unit || leaf.serial > upto) fail("a line is of another unit, or later");
  const salts = JSON.parse(given.content)[0].match(/.{24}/g) ?? [], values = valuesOf(given.content);
  if (salts.length !== values.length || `[${[`"${salts.join("")}"`, ...values].join(",")}]` !== given.content) fail("content");
  const leaves = values.map((value, n) => !salts[n].startsWith("-erased-") ? sha(salts[n], value)
    : /^"[0-9a-f]{64}"$/.test(value) ? Buffer.from(value.slice(1, -1), "hex") : fail("an erased value has no leaf"));
  const own = sha(canonical([leaf.serial, leaf.n, leaf.kind, leaf.key]), "\n", given.frame, "\n", ...leaves);
  if (own.toString("hex") !== leaf.hash) fail("a line was changed");
  checkInLog(given.leaf, head, `line ${leaf.n} of entry ${leaf.serial}`);
  const [, asked, blocks, withdrawn, result] = JSON.parse(given.frame), statements = [];
  let number = 0;
  for (const [periods, fields] of blocks) for (const field of fields) {
    for (const [from, to, over] of periods) {
      statements.push({ field, from, to, over, serial: leaf.serial, line: leaf.n, place: statements.length,
        value: values[number], erased: salts[number].startsWith("-erased-") });
    }
    number += 1;
  }
  if (number !== values.length) fail("a line states other fields than it has values");
  const gone = salts.flatMap((salt, n) => salt.startsWith("-erased-") ? [[leaf.serial, leaf.n, n, Number(salt.slice(8))]] : []);
  return { serial: leaf.serial, n: leaf.n, hash: leaf.hash, asked, gone, statements, withdrawn, result };
}

// The members of a JSON array after the first, as they are written.
function valuesOf(text) {
  let depth = 0, quoted = false, start = -1, found = [];
  for (let at = 0; at < text.length; at += 1) {
    const c = text[at];
    if (quoted) { if (c === "\\") at += 1; else if (c === '"') quoted = false; continue; }
    if (c === '"') quoted = true;
    else if (c === "[" || c === "{") depth += 1;
    else if (c === "]" || c === "}") depth -= 1;
    if ((c === "," && depth === 1) || depth === 0) { if (start >= 0) found.push(text.slice(start, at)); start = at + 1; }
  }
  return found;
}

// Of those that stand on a day, later ones may set earlier ones aside; of the rest the one that begins last wins.
function winner(statements, day) {
  const on = statements.filter((s) => s.from <= day && day < s.to);
  const left = on.filter((s) => !on.some((o) => o.over && o.serial > s.serial && s.from < o.over));
  const order = (a, b) => a.from - b.from || a.serial - b.serial || a.line - b.line || a.place - b.place;
  return left.sort(order).at(-1);
}

function runs(statements) {
  const cuts = [...new Set(statements.flatMap((s) => [s.from, s.to]))].sort((a, b) => a - b), found = [];
  cuts.slice(1).forEach((to, n) => {
    const won = winner(statements, cuts[n]), before = found.at(-1);
    if (won && before?.won === won && before.to === cuts[n]) before.to = to;
    else if (won) found.push({ from: cuts[n], to, won });
  });
  return found;
}

function resultOf(fields) {
  const alike = new Map();
  fields.forEach((won, field) => {
    const wins = canonical(won.map((r) => [r.from, r.to, r.won.serial, r.won.line, r.won.from]));
    alike.set(wins, [...(alike.get(wins) ?? []), field]);
  });
  const rows = [...alike].map(([wins, names]) => [JSON.parse(wins), names.sort()]);
  const order = (a, b) => {
    for (let n = 0; ; n += 1) {
      if (n >= a.length || n >= b.length) return a.length - b.length;
      const less = Array.isArray(a[n]) ? order(a[n], b[n]) : a[n] < b[n] ? -1 : a[n] > b[n] ? 1 : 0;
      if (less) return less;
    }
  };
  return sha(canonical(rows.sort(order))).toString("hex");
}

export function check(document, pem) {
  const proof = members(JSON.parse(document), ["beside", "checkpoint", "digest", "entry", "form", "key", "lines", "of", "unit", "valid"]);
  const digest = sha(canonical({ ...proof, digest: "" })).toString("hex");
  if (canonical(proof) !== document || proof.form !== "open SOR proof 1" || digest !== proof.digest) fail("its spelling");
  const key = readKey(proof.key);
  if (pem && !createPublicKey(pem).export({ type: "spki", format: "der" }).subarray(12).equals(key.raw)) fail("another key");
  const head = readCheckpoint(proof.checkpoint, key);
  checkInLog(proof.entry, head, "the entry");
  const entry = members(JSON.parse(proof.entry.leaf), ["serial", "hash", "previous", "subjects"]);
  const proven = { of: proof.of, origin: head.origin, serial: entry.serial, digest: entry.hash };
  if (proof.of === "entry") return proof.unit + proof.valid + proof.beside + proof.lines === "" ? proven : fail("more");
  const day = Number(proof.valid.replaceAll("-", "")), time = Date.parse(`${proof.valid}T00:00:00Z`);
  if (proof.of !== "unit" || !time || new Date(time).toISOString().slice(0, 10) !== proof.valid) fail("it is of no day");
  const lines = proof.lines.map((line) => readLine(line, head, proof.unit, entry.serial));
  lines.forEach((line, n) => n && (lines[n - 1].serial - line.serial || lines[n - 1].n - line.n) >= 0 && fail("order"));
  const named = new Set(lines.flatMap(({ asked, serial }) => asked?.op === "erase" ? asked.values.map((at) => `${at},${serial}`) : []));
  if (lines.some((line) => line.gone.some((one) => one[3] <= entry.serial && !named.has(String(one))))) fail("no erasure names it");
  const gone = new Set(lines.flatMap((line) => line.withdrawn.map(String))), fields = new Map();
  for (const s of lines.flatMap((line) => line.statements)) {
    const stands = !gone.has(String([s.serial, s.line, s.place])) && s.from < s.to;
    fields.set(s.field, [...(fields.get(s.field) ?? []), ...(stands ? [s] : [])]);
  }
  const folded = new Map([...fields].map(([field, statements]) => [field, runs(statements)]));
  const result = resultOf(folded);
  const said = lines.reduce((before, line) => sha(`${before}\n${line.hash}`).toString("hex"), "");
  if (!lines.length || result !== lines.at(-1).result || rootOfSubjects(canonical(["unit", proof.unit]), result, said,
    hashes(proof.beside)) !== entry.subjects) fail("its lines are not all that was said of the unit by then");
  const on = (field) => folded.get(field)?.find((r) => r.from <= day && day < r.to)?.won;
  const isOpen = on("open")?.value === "true", name = on("name");
  const erased = [...folded.keys()].filter((field) => on(field)?.erased).sort();
  return { ...proven, code: proof.unit, valid: proof.valid, erased, name: isOpen && name && !name.erased ? JSON.parse(name.value) : null };
}

if (process.argv[1] && import.meta.url === pathToFileURL(realpathSync(process.argv[1])).href) {
  try {
    console.log(JSON.stringify(check(readFileSync(process.argv[2], "utf8"), process.argv[3] && readFileSync(process.argv[3]))));
  } catch (error) {
    console.error(`${process.argv[2]} proves nothing: ${error.message}`);
    process.exit(1);
  }
}
