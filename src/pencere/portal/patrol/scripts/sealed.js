// The signatures, marks and seals of checks without network, by the browser's own cryptography.
// What is done here in the same way by the server stands in offline_rules.py.
const encoder = new TextEncoder();
const ALIKE = new Map([..."АВЕКМНОРСТУХавекмнорстухİıi"].map((letter, at) => [letter, "ABEKMHOPCTYXABEKMHOPCTYXIII"[at]]));
const MISTYPED = { O: "0", I: "1", L: "1" };

export const bytes = (encoded) => Uint8Array.from(atob(encoded.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
export const text = (content) => btoa(String.fromCharCode(...content)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
export const same = (one, other) => one.length === other.length && one.every((octet, at) => octet === other[at]);

const alike = (letters) => [...letters].map((letter) => ALIKE.get(letter) ?? letter).join("");
export const folded = (number) => alike(alike(number.normalize("NFKC")).toUpperCase()).replaceAll(/[^0-9A-Z]/gi, "").toUpperCase();

// The claims of a statement (JWS, ES256) of one of `types` that one of `keys` signed; else null.
export const verified = async (statement, keys, types) => {
  try {
    const [head, body, signature] = statement.split("#").at(-1).trim().split(".");
    const { alg, kid, typ } = JSON.parse(new TextDecoder().decode(bytes(head)));
    const jwk = keys.find((one) => one.kid === kid);
    if (!jwk || alg !== "ES256" || !types.includes(typ)) return null;
    const key = await crypto.subtle.importKey("jwk", jwk, { name: "ECDSA", namedCurve: "P-256" }, false, ["verify"]);
    const isOurs = await crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, key, bytes(signature), encoder.encode(`${head}.${body}`));
    return isOurs ? JSON.parse(new TextDecoder().decode(bytes(body))) : null;
  } catch {
    return null;
  }
};

const hmacKey = (raw) => crypto.subtle.importKey("raw", raw, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
const hmac = async (key, content) => new Uint8Array(await crypto.subtle.sign("HMAC", key, encoder.encode(content)));

// The key of a list from the code as it was typed: its letters, whatever stands between them.
export const listKey = async (code, salt, iterations) => {
  const typed = [...code.toUpperCase()].filter((letter) => /[0-9A-Z]/.test(letter)).map((letter) => MISTYPED[letter] ?? letter).join("");
  const material = await crypto.subtle.importKey("raw", encoder.encode(typed), "PBKDF2", false, ["deriveBits"]);
  return hmacKey(await crypto.subtle.deriveBits({ name: "PBKDF2", hash: "SHA-256", salt, iterations }, material, 256));
};
export const proofOf = async (key, width) => (await hmac(key, "list")).slice(0, width);
export const mark = async (key, number, width) => (await hmac(key, folded(number))).slice(0, width);

// The rows with this mark: they are sorted by it, so that the first is found by halves.
export const matches = (rows, wanted, width) => {
  const compare = (row) => {
    for (let at = 0; at < wanted.length; at += 1) {
      const difference = rows.getUint8(row * width + at) - wanted[at];
      if (difference) return difference;
    }
    return 0;
  };
  const count = rows.byteLength / width;
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compare(middle) < 0) low = middle + 1;
    else high = middle;
  }
  const found = [];
  for (let row = low; row < count && compare(row) === 0; row += 1) {
    const at = row * width + wanted.length;
    found.push({ kind: rows.getUint8(at), from: rows.getUint16(at + 1), until: rows.getUint16(at + 3) });
  }
  return found;
};

// What waits to be sent is sealed by the officer's code too.
export const aesKey = async (key) => crypto.subtle.importKey("raw", await hmac(key, "queue"), "AES-GCM", false, ["encrypt", "decrypt"]);
export const seal = async (key, value) => {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  return { iv, content: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, encoder.encode(JSON.stringify(value))) };
};
export const open = async (key, { iv, content }) => {
  const opened = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, content).catch(() => null);
  return opened && JSON.parse(new TextDecoder().decode(opened));
};
