// Checks without network: a signed list of marks, the code that opens it, and the checks that wait
// to be sent. On the phone stand no names, and numbers only sealed by the officer's code.
import { offerScan } from "./scan.js";
import { openStore } from "./store.js";
import { aesKey, bytes, listKey, mark, matches, open, proofOf, same, seal, text, verified } from "./sealed.js";

const root = document.querySelector("[data-offline]");
const part = (name) => root.querySelector(`[data-${name}]`);
const words = (name, values = {}) =>
  Object.entries(values).reduce((all, [key, value]) => all.replace(`{${key}}`, value), root.dataset[`words${name}`]);
const moment = (seconds) =>
  new Intl.DateTimeFormat("ru", { dateStyle: "short", timeStyle: "short" }).format(seconds * 1000); // 31.12.26, 23:59
const say = (message) => {
  part("says").textContent = message;
  part("says").hidden = !message;
};
const now = () => Date.now() / 1000;
const glances = JSON.parse(root.dataset.glances);

const store = await openStore();
let list = null;
let keys = null;

// The list as it was kept; thrown away when it is out of date, changed or not signed by us.
const readList = async () => {
  const found = await store.get("list");
  if (!found) return null;
  const claims = await verified(found.manifest, found.keys, ["patrol-list+jwt"]);
  const digest = claims && found.rows && text(new Uint8Array(await crypto.subtle.digest("SHA-256", found.rows)));
  if (!claims || (found.rows && digest !== claims.sha256)) {
    await store.put("list", null);
    say(words("Broken"));
    return null;
  }
  if (claims.exp <= now() && found.rows) {
    found.rows = null; // the marks go; what waits to be sent can still be opened
    await store.put("list", found);
  }
  return { ...found, claims };
};

const refresh = async () => {
  const waiting = await store.waiting();
  const holds = Boolean(list?.rows);
  part("unlock").hidden = !list || Boolean(keys) || (!holds && !waiting.length);
  part("check").hidden = !(holds && keys);
  part("queue").hidden = !waiting.length;
  part("queue-says").textContent = words("Waiting", { count: waiting.length });
  part("send").disabled = !keys;
};

const describe = () => {
  if (!list) return say(words("None"));
  if (!list.rows) return say(words("Over"));
  const { iat, exp, permits } = list.claims;
  const size = `${Math.ceil(list.rows.byteLength / 1024)} kB`;
  return say(words("Holds", { made: moment(iat), until: moment(exp), count: permits, size }));
};

const unlock = async (code) => {
  const { salt, rounds, proof } = list.claims;
  const found = await listKey(code, bytes(salt), rounds);
  if (!same(await proofOf(found, bytes(proof).length), bytes(proof))) return false;
  keys = { list: found, queue: await aesKey(found) };
  return true;
};

const take = async (form) => {
  const data = new FormData(form);
  data.set("key", crypto.randomUUID());
  const state = await (await fetch(root.dataset.state)).json();
  data.set("csrfmiddlewaretoken", state.csrf);
  const answer = await fetch(root.dataset.list, { method: "POST", body: data, headers: { Accept: "application/json" } });
  if (!answer.ok) {
    const problem = await answer.json().catch(() => ({}));
    return say(problem.detail ?? words("Failed"));
  }
  const all = await answer.arrayBuffer();
  const length = new DataView(all).getUint32(0);
  const { manifest, code } = JSON.parse(new TextDecoder().decode(new Uint8Array(all, 4, length)));
  await send().catch(() => {}); // what waits is sealed by the code of the list before
  await store.put("list", { manifest, keys: state.keys, rows: all.slice(4 + length) });
  list = await readList();
  if (!list || !(await unlock(code))) return say(words("Broken"));
  await refresh();
  form.reset();
  return say(words("Code", { code: `${code.slice(0, 4)}-${code.slice(4)}` }));
};

// What the list or the code itself says of a permit now.
const judge = async (number, code) => {
  if (code) {
    const claims = await verified(code, list.keys, list.claims.types);
    if (!claims) return { reason: "code-forged" };
    const holds = (claims.nbf ?? 0) <= now() && now() < claims.exp;
    const what = [claims.name, claims.plate, claims.doc].filter(Boolean).join(", ");
    return { reason: holds ? "code-genuine" : "code-expired", until: claims.exp, what };
  }
  const { row, mark: width, iat, kinds } = list.claims;
  const minute = (now() - iat) / 60;
  const wanted = await mark(keys.list, number, width);
  const valid = matches(new DataView(list.rows), wanted, row).filter(({ from, until }) => from <= minute && minute < until);
  if (!valid.length) return { reason: "not-listed" };
  const best = valid.reduce((one, other) => (one.until >= other.until ? one : other));
  return { reason: "listed", until: iat + best.until * 60, what: kinds[best.kind]?.[root.dataset.language] };
};

const showAnswer = (check, { reason, until, what }) => {
  const glance = glances[reason];
  const shown = part("answer-template").content.cloneNode(true);
  const box = shown.querySelector("section");
  box.classList.add(`lt-answer--${glance.colour}`);
  const put = (name, value) => (shown.querySelector(`[data-${name}]`).textContent = value ?? "");
  put("sign", glance.sign);
  put("colour", `${glance.colour_words}: `);
  put("headline", glance.headline);
  put("advice", glance.advice);
  put("what", what);
  put("until", until ? words("Until", { moment: moment(until) }) : "");
  for (const button of shown.querySelectorAll("[data-outcome]"))
    button.addEventListener("click", async () => {
      check.outcome = button.dataset.outcome;
      await store.wait(check.key, await seal(keys.queue, check));
      for (const one of box.querySelectorAll("[data-outcome]")) one.setAttribute("aria-pressed", String(one === button));
    });
  part("answer").replaceChildren(shown);
  box.scrollIntoView({ block: "start" });
};

const checkOne = async (number, code) => {
  if (!number && !code) return say(words("Form"));
  if (list.claims.exp <= now()) {
    list = await readList();
    describe();
    return refresh();
  }
  say("");
  const answer = await judge(number, code);
  const check = { key: crypto.randomUUID(), at: now(), number, code, reason: answer.reason, place: part("check-form").querySelector("#offline-place").value };
  await store.wait(check.key, await seal(keys.queue, check));
  showAnswer(check, answer);
  return refresh();
};

const send = async () => {
  const waiting = await store.waiting();
  if (!waiting.length || !keys) return;
  const state = await (await fetch(root.dataset.state)).json();
  let left = 0;
  for (let start = 0; start < waiting.length; start += 100) {
    const checks = await Promise.all(waiting.slice(start, start + 100).map(({ sealed }) => open(keys.queue, sealed)));
    const answer = await fetch(root.dataset.checks, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": state.csrf },
      body: JSON.stringify({ list: list.claims.jti, checks: checks.filter(Boolean) }),
    });
    if (!answer.ok) throw new Error(String(answer.status));
    const { checks: done } = await answer.json();
    left += done.filter((one) => one.state !== "kept").length;
    await store.forget(waiting.slice(start, start + 100).map((one) => one.key));
  }
  say(left ? words("Left", { count: left }) : words("Sent"));
  await refresh();
};

const onSubmit = (form, act) =>
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = form.querySelector("[type=submit]");
    button.disabled = true;
    await act().catch(() => say(words("Failed")));
    button.disabled = false;
  });

onSubmit(part("take-form"), () => take(part("take-form")));
onSubmit(part("unlock-form"), async () => {
  const field = part("unlock-form").querySelector("input");
  if (await unlock(field.value)) describe();
  else say(words("Wrong"));
  field.value = "";
  await refresh();
});
onSubmit(part("check-form"), async () => {
  const [number, code] = ["#offline-number", "#field-code"].map((id) => part("check-form").querySelector(id));
  await checkOne(number.value.trim(), code.value.trim());
  number.value = code.value = "";
});
part("send").addEventListener("click", () => send().catch(() => say(words("Unsent"))));
window.addEventListener("online", () => send().catch(() => {}));
offerScan(root.querySelector("[data-scan]"), (found) => checkOne("", found));

// Read by the phone's own camera, a code opens this page with its statement behind the #.
const openedByCode = () => {
  const read = location.hash.slice(1);
  if (read.split(".").length !== 3) return;
  history.replaceState(null, "", location.pathname);
  root.querySelector("#field-code").value = read;
};
window.addEventListener("hashchange", openedByCode);
openedByCode();

list = await readList();
if (part("says").hidden) describe();
await refresh();
root.hidden = false;
await navigator.serviceWorker?.register(root.dataset.worker, { scope: root.dataset.scope }).catch(() => {});
await navigator.storage?.persist?.();
