// Comfort on the page of a check: the camera, and the page for times without network at hand.
import { offerScan } from "./scan.js";

const form = document.querySelector("#main-form");

offerScan(document.querySelector("[data-scan]"), (text) => {
  form.querySelector("#field-number").value = "";
  form.querySelector("#field-code").value = text;
  form.requestSubmit(form.querySelector(".lt-thumb button"));
});

navigator.serviceWorker?.register("/patrol/worker.js", { scope: "/patrol/" }).catch(() => {});
