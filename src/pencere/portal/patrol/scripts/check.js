// Comfort on the page of a check: the camera, and the page for times without network at hand.
import { offerScan } from "./scan.js";

const form = document.querySelector("#main-form");

const check = (text) => {
  form.querySelector("#field-number").value = "";
  form.querySelector("#field-code").value = text;
  form.requestSubmit(form.querySelector(".lt-thumb button"));
};

offerScan(document.querySelector("[data-scan]"), check);

// Read by the phone's own camera, a code opens this page with its statement behind the #.
const openedByCode = () => {
  const read = location.hash.slice(1);
  if (read.split(".").length !== 3) return;
  history.replaceState(null, "", location.pathname);
  check(read);
};
window.addEventListener("hashchange", openedByCode);
openedByCode();

navigator.serviceWorker?.register("/patrol/worker.js", { scope: "/patrol/" }).catch(() => {});
