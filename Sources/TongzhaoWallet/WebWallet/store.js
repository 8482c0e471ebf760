'use strict';
// What the wallet keeps, in this browser's IndexedDB: licences with their keys (which cannot be read out, only used),
// issuances that were cut off, receipts.
(function (W) {
  const names = ['licences', 'pending', 'receipts'], mostReceipts = 200;
  let opened;

  const promised = request => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(new W.Refusal('notStored'));
  });

  const database = () => opened = opened || (() => {
    const request = indexedDB.open('tongzhao-wallet', 1);
    request.onupgradeneeded = () => names.forEach(name => request.result.createObjectStore(name, { keyPath: 'id' }));
    return promised(request).catch(error => {
      opened = undefined;
      throw error;
    });
  })();

  W.all = async name => promised((await database()).transaction(name).objectStore(name).getAll());

  /** One change of everything named, on the disk when it returns. A value is kept; an id alone is forgotten. */
  W.keep = async changes => {
    const work = (await database()).transaction(names, 'readwrite', { durability: 'strict' });
    return new Promise((resolve, reject) => {
      work.oncomplete = () => resolve();
      work.onabort = work.onerror = () => reject(new W.Refusal('notStored'));
      for (const [name, values] of Object.entries(changes)) {
        const store = work.objectStore(name);
        for (const value of values) typeof value === 'string' ? store.delete(value) : store.put(value);
      }
    });
  };

  /** The last used first, then the last received. */
  W.licences = async () => (await W.all('licences')).sort((a, b) =>
    (b.usedAt || b.receivedAt) - (a.usedAt || a.receivedAt));

  W.receipts = async () => (await W.all('receipts')).sort((a, b) => b.approvedAt - a.approvedAt);

  W.keepReceipt = async (receipt, licence) => {
    const old = (await W.receipts()).slice(mostReceipts - 1).map(one => one.id);
    await W.keep({ receipts: [...old, receipt], licences: licence ? [licence] : [] });
  };
})(window.Wallet = window.Wallet || {});
