// Reads the log of a register from its feed, proves every entry, and prints what every subject holds on a day, one a line:
//   node replay.mjs http://127.0.0.1:8080 20261101
// Needs nothing but Node.js; it shares no code with the register. docs/guide/following.md tells the form.

import { createHash } from "node:crypto";

const [address, day] = [process.argv[2], Number(process.argv[3])];
const sha = (...pieces) => pieces.reduce((hash, piece) => hash.update(piece), createHash("sha256"));

// The members of a JSON array or object as they are written: what is hashed is those very characters.
function written(text) {
  const found = [];
  let depth = 0, quoted = false, start = 1;
  for (let at = 0; at < text.length; at++) {
    const letter = text[at];
    if (quoted) {
      if (letter === "\\") at++;
      else if (letter === '"') quoted = false;
    } else if (letter === '"') quoted = true;
    else if (letter === "[" || letter === "{") depth++;
    else if (letter === "]" || letter === "}") {
      if (--depth === 0 && at > start) found.push(text.slice(start, at));
    } else if (letter === "," && depth === 1) {
      found.push(text.slice(start, at));
      start = at + 1;
    }
  }
  return found;
}

// An object's members, each as it is written, by name.
function members(text) {
  const parts = written(text).map((member) => {
    const name = /^"(?:[^"\\]|\\.)*"/.exec(member)[0];
    return [JSON.parse(name), member.slice(name.length + 1)];
  });
  return Object.fromEntries(parts);
}

const asText = (parts) => `{${Object.keys(parts).sort().map((name) => `${JSON.stringify(name)}:${parts[name]}`).join(",")}}`;
const ERASED = "-erased-";
const salt = (salts, n) => salts.slice(24 * n, 24 * n + 24);

// The leaf of a value: the digest of its salt and the value, or the one that an erasure left in its place.
function leaf(ofSalt, value) {
  return ofSalt.startsWith(ERASED) ? Buffer.from(JSON.parse(value), "hex") : sha(ofSalt, value).digest();
}

function proveLine(text) {
  const [serial, n, kind, key, frame, content, hash] = written(text);
  const [salts, ...values] = written(content);
  const leaves = values.map((value, at) => leaf(salt(JSON.parse(salts), at), value));
  const own = sha(`[${serial},${n},${kind},${key}]\n`, frame, "\n", ...leaves).digest("hex");
  if (own !== JSON.parse(hash)) throw new Error(`entry ${serial}, line ${n}: its content does not give its hash`);
  return { serial: Number(serial), n: Number(n), subject: `${JSON.parse(kind)} ${JSON.parse(key)}`, frame: JSON.parse(frame), values, hash: own,
    isErased: values.map((_, at) => salt(JSON.parse(salts), at).startsWith(ERASED)) };
}

function proveEntry(text, previous, hashes) {
  const head = members(text);
  const erased = JSON.parse(head.erased);
  const salts = JSON.parse(head.salts);
  if (JSON.parse(head.previous) !== previous) throw new Error(`entry ${head.serial} does not follow the one before`);
  if (head.schema !== "2") throw new Error(`entry ${head.serial} has a head of the first form`);
  let n = 0;
  const part = (name, value) => {
    const at = n++;
    return `"${erased[name] ?? sha(salt(salts, at), value).digest("hex")}"`;
  };
  const shown = Object.fromEntries(
    ["serial", "kind", "recorded_at", "known_at", "day", "actor", "channel", "rule_book", "subjects", "previous", "schema"]
      .map((name) => [name, head[name]]));
  shown.reason = part("reason", head.reason);
  const origin = head.origin === "null" ? null : members(head.origin);
  if (origin) {
    shown.origin = asText(Object.fromEntries(Object.keys(origin).sort().map((name) => [name, part(`origin.${name}`, origin[name])])));
  }
  const findings = written(head.findings).map((finding, at) => {
    const { facts, ...rest } = members(finding);
    return `[${asText(rest)},${part(`findings.${at}`, facts ?? "null")}]`;
  });
  shown.findings = `[${findings.join(",")}]`;
  const own = sha(asText(shown), ...hashes).digest("hex");
  if (own !== JSON.parse(head.hash)) throw new Error(`entry ${head.serial}: its head and lines do not give its hash`);
  return own;
}

// What is stated: by subject and field, in the order of recording.
const timelines = new Map();

function state(line) {
  const timeline = timelines.get(line.subject) ?? timelines.set(line.subject, new Map()).get(line.subject);
  let number = 0, place = 0;
  for (const [periods, fields] of line.frame[2]) {
    for (const field of fields) {
      for (const [from, to, over] of periods) {
        if (!timeline.has(field)) timeline.set(field, []);
        const value = line.isErased[number] ? undefined : JSON.parse(line.values[number]);
        timeline.get(field).push({ from, to, over, value, serial: line.serial, line: line.n, place: place++ });
      }
      number++;
    }
  }
  for (const id of line.frame[3]) {
    for (const said of timeline.values()) {
      for (const one of said) if ([one.serial, one.line, one.place].join() === id.join()) one.isWithdrawn = true;
    }
  }
}

// What is true on a day: of what holds then and no later statement sets aside, that which begins last, then was said last.
function winner(said) {
  const on = said.filter((one) => !one.isWithdrawn && one.from <= day && day < one.to);
  const left = on.filter((one) => !on.some((other) => other.over && other.serial > one.serial && one.from < other.over));
  const later = (a, b) => a.from - b.from || a.serial - b.serial || a.line - b.line || a.place - b.place;
  return left.sort(later).at(-1);
}

async function* items() {
  const answer = await fetch(`${address}/api/v1/log/copy`);
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  let rest = "";
  for await (const piece of answer.body.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + piece).split("\n");
    rest = lines.pop();
    yield* lines;
  }
  if (rest) throw new Error("the answer was cut");
}

let previous = "0".repeat(64), due = null, hashes = [], entries = 0;
for await (const item of items()) {
  const sent = members(item);
  if (sent.entry) due = { entry: sent.entry, lines: Number(sent.lines) };
  if (sent.line) {
    const line = proveLine(sent.line);
    hashes.push(line.hash);
    state(line);
  }
  if (due && hashes.length === due.lines) {
    previous = proveEntry(due.entry, previous, hashes);
    [due, hashes, entries] = [null, [], entries + 1];
  }
}
if (due) throw new Error("an entry was cut");
for (const [subject, timeline] of [...timelines].sort()) {
  const holds = [...timeline].map(([field, said]) => [field, winner(said)?.value]);
  const known = holds.filter(([, value]) => value !== undefined && value !== null);
  if (!known.some(([field, value]) => field === "open" && value)) continue;
  console.log(JSON.stringify({ subject, fields: Object.fromEntries(known) }));
}
console.log(JSON.stringify({ entries, hash: previous }));
