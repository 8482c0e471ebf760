'use strict';
// Takes a QR code in: by the camera, from a picture, or as text. Pictures are read here and go nowhere.
(function (W) {
  const { h } = W, largest = 2000;
  let reader;

  const ownReader = () => reader = reader || new Promise((resolve, reject) => {
    const script = h('script', {
      src: "./qr-reader.js", onload: () => resolve(W.readQRCode), onerror: () => {
        reader = undefined;
        reject(new W.Refusal('unreachable'));
      },
    });
    document.head.append(script);
  });

  const detector = async () => {
    if (!('BarcodeDetector' in window)) return null;
    const formats = await BarcodeDetector.getSupportedFormats().catch(() => []);
    return formats.includes('qr_code') ? new BarcodeDetector({ formats: ['qr_code'] }) : null;
  };

  const pixels = (source, width, height) => {
    const scale = Math.min(1, largest / Math.max(width, height));
    const canvas = h('canvas', { width: Math.round(width * scale), height: Math.round(height * scale) });
    const context = canvas.getContext('2d', { willReadFrequently: true });
    context.drawImage(source, 0, 0, canvas.width, canvas.height);
    return context.getImageData(0, 0, canvas.width, canvas.height);
  };

  /** The text of the QR code in a picture or in a frame of the camera; nothing if there is none. */
  const textIn = async (source, width, height) => {
    const native = await detector();
    const found = native && (await native.detect(source).catch(() => []))[0];
    return found ? found.rawValue : (await ownReader())(pixels(source, width, height));
  };

  const open = (text, place) => W.busy('checking', () => W.open(text)).catch(error => W.complain(place, error));

  const camera = (place, found) => {
    const video = h('video', { playsinline: true, muted: true, 'aria-label': W.t('cameraOn') });
    let stream;
    const stop = () => {
      if (stream) stream.getTracks().forEach(track => track.stop());
      stream = null;
    };
    const look = async () => {
      if (!stream) return;
      const text = video.videoWidth > 0 && await textIn(video, video.videoWidth, video.videoHeight).catch(() => null);
      if (!stream) return;
      if (!text) return setTimeout(look, 150);
      stop();
      found(text);
    };
    const start = async () => {
      try {
        stream = await navigator.mediaDevices.getUserMedia(
          { video: { facingMode: 'environment', width: { ideal: 1280 } } });
        video.srcObject = stream;
        place.replaceChildren(video, W.button('closeCamera', () => {
          stop();
          rest();
        }));
        await video.play();
        W.say(W.t('cameraOn'));
        look();
      } catch {
        stop();
        rest();
        W.say(W.t('noCamera'));
      }
    };
    const rest = () => place.replaceChildren(W.button('openCamera', start, 'main'));
    rest();
    W.onLeave(stop);
  };

  W.scanPage = () => W.show(() => {
    const place = h('div'), view = h('div', { class: 'camera stack' });
    camera(view, text => open(text, place));
    const picture = h('input', {
      type: 'file', id: 'picture', accept: 'image/*', 'aria-describedby': 'picture-hint', onchange: async () => {
        const [file] = picture.files;
        if (!file) return;
        const text = await W.busy('checking', async () => {
          const bitmap = await createImageBitmap(file);
          return textIn(bitmap, bitmap.width, bitmap.height);
        }).catch(() => null);
        picture.value = '';
        if (text) open(text, place);
        else place.replaceChildren(h('p', { role: 'alert', class: 'alert' }, W.t('noCode')));
      },
    });
    const field = h('textarea',
      { id: 'link', rows: 2, autocapitalize: 'off', autocomplete: 'off', spellcheck: 'false' });
    const paste = event => {
      event.preventDefault();
      if (field.value.trim()) open(field.value, place);
      else field.focus();
    };
    return [W.t('scan'), h('p', {}, W.t('scanIntro')), place, h('div', { class: 'card' }, view),
      h('div', { class: 'card' }, h('label', { for: 'picture' }, W.t('picture')), picture,
        h('p', { class: 'note', id: 'picture-hint' }, W.t('pictureHint'))),
      h('form', { class: 'card', onsubmit: paste }, h('label', { for: 'link' }, W.t('paste')), field,
        h('button', {}, W.t('go')))];
  });
})(window.Wallet = window.Wallet || {});
