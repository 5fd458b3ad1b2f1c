// What stays on the phone: the list that was taken, and the checks that wait to be sent.
const asked = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

export const openStore = async () => {
  const opening = indexedDB.open("patrol", 1);
  opening.onupgradeneeded = () => {
    opening.result.createObjectStore("kept");
    opening.result.createObjectStore("waiting", { keyPath: "key" });
  };
  const database = await asked(opening);
  const on = (name, mode = "readonly") => database.transaction(name, mode).objectStore(name);
  return {
    get: (name) => asked(on("kept").get(name)),
    put: (name, value) => asked(on("kept", "readwrite").put(value, name)),
    waiting: () => asked(on("waiting").getAll()),
    wait: (key, sealed) => asked(on("waiting", "readwrite").put({ key, sealed })),
    forget: async (names) => {
      const shelf = on("waiting", "readwrite");
      await Promise.all(names.map((name) => asked(shelf.delete(name))));
    },
  };
};
