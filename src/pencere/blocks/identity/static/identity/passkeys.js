/* Joins our forms to django-allauth's WebAuthn script: each form says in data-passkey what it
   does (add, authenticate, login). Without JavaScript the buttons do nothing and codes remain. */
(function () {
  const form = document.querySelector("form[data-passkey]");
  if (!form || !window.allauth || !window.PublicKeyCredential) return;
  const button = form.querySelector("#passkey-button");
  const ids = { credential: "passkey-credential", data: "passkey-data" };
  const kind = form.dataset.passkey;
  const forms = window.allauth.webauthn.forms;
  if (kind === "add") {
    forms.addForm({ ids: { ...ids, add: button.id, passwordless: "passkey-passwordless" } });
  } else if (kind === "login") {
    forms.loginForm({ ids: { ...ids, login: button.id } });
  } else {
    forms.authenticateForm({ ids: { ...ids, authenticate: button.id } });
  }
  document.addEventListener("allauth.error", function (event) {
    event.preventDefault();
    document.getElementById("passkey-problem").hidden = false;
  });
})();
