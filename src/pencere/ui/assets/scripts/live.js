// A page that changes by itself: server-sent events where there are any, else the page is looked
// at again every so many seconds. What changes is whole pieces of HTML that the server made.
const WAIT_FOR_STREAM = 60; // seconds until the stream is tried again after a refusal

class LivePage {
  constructor(root) {
    this.root = root;
    this.address = root.dataset.live;
    this.every = 1000 * Number(root.dataset.liveEvery);
    this.asOf = root.querySelector("[data-live-as-of]");
    this.pause = root.querySelector("[data-live-pause]");
    this.goOn = root.querySelector("[data-live-go-on]");
    this.isPaused = false;
    root.querySelector("[data-live-again]").hidden = true;
    this.pause.addEventListener("click", () => this.setPaused(true));
    this.goOn.addEventListener("click", () => this.setPaused(false));
    document.addEventListener("visibilitychange", () => this.seen());
    this.seen();
  }

  setPaused(isPaused) {
    this.isPaused = isPaused;
    this.seen();
    (isPaused ? this.goOn : this.pause).focus();
  }

  // Nobody looks at a hidden window: it takes no place among the listeners.
  seen() {
    this.stop();
    if (this.isOver) return;
    this.pause.hidden = this.isPaused;
    this.goOn.hidden = !this.isPaused;
    if (this.isPaused) this.show("paused");
    else if (!document.hidden) this.follow();
  }

  stop() {
    this.stream?.close();
    this.stream = null;
    clearInterval(this.looking);
    clearTimeout(this.later);
    this.looking = null;
  }

  follow() {
    if (!this.address) return this.lookAgain();
    this.stream = new EventSource(this.address, { withCredentials: true });
    this.stream.addEventListener("state", (event) => {
      clearInterval(this.looking);
      this.looking = null;
      this.show("following");
      this.take(JSON.parse(event.data));
    });
    this.stream.addEventListener("end", () => this.end());
    this.stream.addEventListener("error", () => {
      this.lookAgain();
      if (this.stream.readyState === EventSource.CLOSED) {
        this.later = setTimeout(() => this.follow(), 1000 * WAIT_FOR_STREAM * (0.75 + Math.random() / 2));
      }
    });
  }

  end() {
    this.isOver = true;
    this.stop();
    this.pause.hidden = true;
    this.show("ended");
  }

  lookAgain() {
    if (this.looking) return;
    this.show("looking");
    this.looking = setInterval(() => this.load(), this.every);
  }

  async load() {
    const answer = await fetch(window.location.href, { credentials: "same-origin" }).catch(() => null);
    if (!answer) return;
    if (answer.redirected || answer.status === 404) return this.end();
    if (!answer.ok || !this.looking) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const pieces = {};
    for (const piece of page.querySelectorAll("[data-live-piece]")) pieces[piece.dataset.livePiece] = piece.innerHTML;
    this.take({ as_of: page.querySelector("[data-live-as-of]")?.textContent, pieces });
  }

  take({ as_of: asOf, pieces }) {
    if (asOf) this.asOf.textContent = asOf;
    for (const [name, html] of Object.entries(pieces)) {
      const piece = document.querySelector(`[data-live-piece="${CSS.escape(name)}"]`);
      if (piece && !piece.contains(document.activeElement)) piece.innerHTML = html;
    }
  }

  show(state) {
    this.root.dataset.liveShown = state;
    for (const words of this.root.querySelectorAll("[data-live-state]")) words.hidden = words.dataset.liveState !== state;
  }
}

for (const root of document.querySelectorAll("[data-live]")) new LivePage(root);
