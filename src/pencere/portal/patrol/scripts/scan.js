// Reads a square code with the phone's camera or out of a picture, where the browser can.
const wait = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

const detector = async () => {
  if (!("BarcodeDetector" in window)) return null;
  const formats = await BarcodeDetector.getSupportedFormats();
  return formats.includes("qr_code") ? new BarcodeDetector({ formats: ["qr_code"] }) : null;
};

const stop = (video) => {
  for (const track of video.srcObject?.getTracks() ?? []) track.stop();
  video.srcObject = null;
};

// Calls `found` with the text of a code. Nothing is shown where the browser can't read codes.
export const offerScan = async (box, found) => {
  const reads = box && (await detector().catch(() => null));
  if (!reads) return;
  const part = (name) => box.querySelector(`[data-scan-${name}]`);
  const [start, end, video, file, says] = ["start", "stop", "video", "file", "says"].map(part);
  box.hidden = false;
  start.hidden = !navigator.mediaDevices?.getUserMedia;

  const show = (isOn) => {
    video.hidden = end.hidden = !isOn;
    start.hidden = isOn;
  };

  const look = async () => {
    while (video.srcObject) {
      const [code] = video.readyState >= 2 ? await reads.detect(video).catch(() => []) : [];
      if (code) {
        stop(video);
        show(false);
        says.textContent = "";
        found(code.rawValue);
        return;
      }
      await wait(150);
    }
  };

  start.addEventListener("click", async () => {
    try {
      video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    } catch {
      says.textContent = box.dataset.wordsDenied;
      return;
    }
    show(true);
    says.textContent = box.dataset.wordsAim;
    await video.play();
    await look();
  });
  end.addEventListener("click", () => {
    stop(video);
    show(false);
    says.textContent = "";
  });
  file.addEventListener("change", async () => {
    const [code] = await createImageBitmap(file.files[0]).then((picture) => reads.detect(picture)).catch(() => []);
    file.value = "";
    says.textContent = code ? "" : box.dataset.wordsNothing;
    if (code) found(code.rawValue);
  });
};
