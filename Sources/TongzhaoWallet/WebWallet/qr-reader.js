'use strict';
// Reads a QR code (ISO/IEC 18004) from pixels, for browsers that have no reader of their own. Loaded when first needed.
// From the picture inwards: dark and light, finder patterns, grid, format, codewords, correction, text.
(function (W) {
  // 1 Dark and light, each pixel against the mean around it: screens and shadows are uneven.
  const binary = ({ data, width, height }) => {
    const sums = new Float64Array((width + 1) * (height + 1)), grey = new Uint8Array(width * height);
    for (let y = 0; y < height; y++) {
      for (let x = 0, row = 0; x < width; x++) {
        const at = 4 * (y * width + x), clear = 255 - data[at + 3];
        row += grey[y * width + x] = (data[at] * 77 + data[at + 1] * 151 + data[at + 2] * 28) / 256 + clear;
        sums[(y + 1) * (width + 1) + x + 1] = sums[y * (width + 1) + x + 1] + row;
      }
    }
    const reach = Math.max(8, Math.round(Math.min(width, height) / 12)), dark = new Uint8Array(width * height);
    for (let y = 0; y < height; y++) {
      const top = Math.max(0, y - reach), bottom = Math.min(height, y + reach + 1);
      for (let x = 0; x < width; x++) {
        const left = Math.max(0, x - reach), right = Math.min(width, x + reach + 1);
        const sum = sums[bottom * (width + 1) + right] - sums[top * (width + 1) + right] -
          sums[bottom * (width + 1) + left] + sums[top * (width + 1) + left];
        dark[y * width + x] = grey[y * width + x] < sum / ((bottom - top) * (right - left)) - 6 ? 1 : 0;
      }
    }
    return (x, y) => x >= 0 && y >= 0 && x < width && y < height ? dark[(y | 0) * width + (x | 0)] : 0;
  };

  // 2 Finder patterns: dark and light as 1 : 1 : 3 : 1 : 1, along a line and across it.
  const isFinder = runs => {
    const unit = runs.reduce((sum, run) => sum + run, 0) / 7;
    return unit >= 1 && [1, 1, 3, 1, 1].every((share, index) => Math.abs(runs[index] - share * unit) < share * unit * 0.6);
  };

  /** The middle of the pattern through a point, along a direction; nothing if there is none. */
  const across = (dark, x, y, dx, dy) => {
    const count = (from, way, colour, most) => {
      let steps = 0;
      while (steps <= most && dark(x + way * dx * (from + steps), y + way * dy * (from + steps)) === colour) steps++;
      return steps;
    };
    const side = way => {
      const runs = [count(way > 0 ? 0 : 1, way, 1, 400)];
      runs.push(count((way > 0 ? 0 : 1) + runs[0], way, 0, 400));
      runs.push(count((way > 0 ? 0 : 1) + runs[0] + runs[1], way, 1, 400));
      return runs;
    };
    const ahead = side(1), back = side(-1);
    const runs = [back[2], back[1], back[0] + ahead[0], ahead[1], ahead[2]];
    return isFinder(runs) ? { shift: (ahead[0] - back[0]) / 2, unit: runs.reduce((sum, run) => sum + run, 0) / 7 } : null;
  };

  const finders = (dark, width, height) => {
    const found = [];
    for (let y = 1; y < height; y += 2) {
      const ends = [];
      for (let x = 0; x <= width; x++) {
        if (x < width && x > 0 && dark(x, y) === dark(x - 1, y)) continue;
        ends.push(x);
        if (ends.length < 6 || dark(x - 1, y) !== 1) continue;
        const last = ends.slice(-6);
        if (!isFinder(last.slice(1).map((end, index) => end - last[index]))) continue;
        const middle = (last[2] + last[3]) / 2, upright = across(dark, middle, y, 0, 1);
        const level = upright && across(dark, middle, y + upright.shift, 1, 0);
        if (!level) continue;
        const one = { x: middle + level.shift, y: y + upright.shift, unit: (upright.unit + level.unit) / 2, count: 1 };
        const near = found.find(other => Math.hypot(other.x - one.x, other.y - one.y) < 2 * other.unit);
        if (near) near.count++;
        else found.push(one);
      }
    }
    return found.sort((a, b) => b.count - a.count).slice(0, 12);
  };

  /** Three that stand like the corners of a square, the likeliest first: top left, top right, bottom left. */
  const corners = found => {
    const triples = [];
    for (const a of found) {
      for (const b of found) {
        for (const c of found) {
          const right = { x: b.x - a.x, y: b.y - a.y }, down = { x: c.x - a.x, y: c.y - a.y };
          if (right.x * down.y - right.y * down.x <= 0) continue;
          const one = Math.hypot(right.x, right.y), other = Math.hypot(down.x, down.y);
          const slant = Math.abs(right.x * down.x + right.y * down.y) / (one * other);
          const units = [a.unit, b.unit, c.unit], spread = Math.max(...units) / Math.min(...units);
          const fault = slant + Math.abs(Math.log(one / other)) + Math.log(spread);
          if (fault < 1.2) triples.push({ a, b, c, fault });
        }
      }
    }
    return triples.sort((one, other) => one.fault - other.fault).slice(0, 6);
  };

  // 3 The grid: a perspective through four points.
  const solve = rows => {
    for (let i = 0; i < 8; i++) {
      const pivot = rows.slice(i).reduce((best, row, at) => Math.abs(row[i]) > Math.abs(rows[best][i]) ? i + at : best, i);
      [rows[i], rows[pivot]] = [rows[pivot], rows[i]];
      for (let j = 0; j < 8; j++) {
        if (j === i) continue;
        const share = rows[j][i] / rows[i][i];
        for (let k = i; k < 9; k++) rows[j][k] -= share * rows[i][k];
      }
    }
    return rows.map((row, index) => row[8] / row[index]);
  };

  const perspective = pairs => {
    const [a, b, c, d, e, f, g, h] = solve(pairs.flatMap(([u, v, { x, y }]) => [
      [u, v, 1, 0, 0, 0, -u * x, -v * x, x], [0, 0, 0, u, v, 1, -u * y, -v * y, y]]));
    return (u, v) => {
      const w = g * u + h * v + 1;
      return { x: (a * u + b * v + c) / w, y: (d * u + e * v + f) / w };
    };
  };

  /** How many modules lie between the middles of two finder patterns, measured along the line between them. */
  const modules = (dark, from, to) => {
    const length = Math.hypot(to.x - from.x, to.y - from.y), dx = (to.x - from.x) / length, dy = (to.y - from.y) / length;
    const units = [from, to].map(one => (across(dark, one.x, one.y, dx, dy) || one).unit);
    return length * 2 / (units[0] + units[1]);
  };

  const grid = (dark, { a, b, c }, size) => {
    const parallel = { x: b.x + c.x - a.x, y: b.y + c.y - a.y };
    const plain = [[3.5, 3.5, a], [size - 3.5, 3.5, b], [3.5, size - 3.5, c]];
    const first = perspective([...plain, [size - 3.5, size - 3.5, parallel]]);
    if (size < 25) return [first];
    // The alignment pattern at the fourth corner: where most of its 5 by 5 modules are right.
    const score = (u, v) => {
      let right = 0;
      for (let i = -2; i <= 2; i++) {
        for (let j = -2; j <= 2; j++) {
          const { x, y } = first(u + i, v + j), ring = Math.max(Math.abs(i), Math.abs(j));
          right += dark(x, y) === (ring === 1 ? 0 : 1) ? 1 : 0;
        }
      }
      return right;
    };
    const reach = 2 + Math.round(size / 8), likely = [];
    for (let u = -reach; u <= reach; u += 0.25) {
      for (let v = -reach; v <= reach; v += 0.25) {
        const right = score(size - 6.5 + u, size - 6.5 + v);
        if (right > 17) likely.push({ u, v, right: right - (Math.abs(u) + Math.abs(v)) / 50 });
      }
    }
    likely.sort((one, other) => other.right - one.right);
    // Neighbours of a place are the same pattern seen beside its middle: the middle of all of them is the middle.
    const near = (one, other) => Math.hypot(other.u - one.u, other.v - one.v) < 1;
    const mean = (list, name) => list.reduce((sum, one) => sum + one[name], 0) / list.length;
    const places = likely.filter((one, index) => !likely.slice(0, index).some(other => near(one, other))).slice(0, 5);
    return [...places.map(place => {
      const around = likely.filter(other => near(place, other) && other.right > place.right - 2);
      const at = first(size - 6.5 + mean(around, 'u'), size - 6.5 + mean(around, 'v'));
      return perspective([...plain, [size - 6.5, size - 6.5, at]]);
    }), first];
  };

  // 4 What stands where. Numbers of ISO/IEC 18004 tables 9 and E.1, by level L M Q H and version.
  const numbers = text => text.split(' ').map(Number);
  const corrections = [
    numbers('7 10 15 20 26 18 20 24 30 18 20 24 26 30 22 24 28 30 28 28 28 28 30 30 26 28 30 30 30 30 30 30 30 30 30 30 30 30 30 30'),
    numbers('10 16 26 18 24 16 18 22 22 26 30 22 22 24 24 28 28 26 26 26 26 28 28 28 28 28 28 28 28 28 28 28 28 28 28 28 28 28 28 28'),
    numbers('13 22 18 26 18 24 18 22 20 24 28 26 24 20 30 24 28 28 26 30 28 30 30 30 30 28 30 30 30 30 30 30 30 30 30 30 30 30 30 30'),
    numbers('17 28 22 16 22 28 26 26 24 28 24 28 22 24 24 30 28 28 26 28 30 24 30 30 30 30 30 30 30 30 30 30 30 30 30 30 30 30 30 30'),
  ];
  const blockCounts = [
    numbers('1 1 1 1 1 2 2 2 2 4 4 4 4 4 6 6 6 6 7 8 8 9 9 10 12 12 12 13 14 15 16 17 18 19 19 20 21 22 24 25'),
    numbers('1 1 1 2 2 4 4 4 5 5 5 8 9 9 10 10 11 13 14 16 17 17 18 20 21 23 25 26 28 29 31 33 35 37 38 40 43 45 47 49'),
    numbers('1 1 2 2 4 4 6 6 8 8 8 10 12 16 12 17 16 18 21 20 23 23 25 27 29 34 34 35 38 40 43 45 48 51 53 56 59 62 65 68'),
    numbers('1 1 2 4 4 4 5 6 8 8 11 11 16 16 18 16 19 21 25 25 25 34 30 32 35 37 40 42 45 48 51 54 57 60 63 66 70 74 77 81'),
  ];

  const alignments = version => {
    if (version === 1) return [];
    const count = Math.floor(version / 7) + 2, size = version * 4 + 17;
    const step = version === 32 ? 26 : Math.ceil((size - 13) / (count * 2 - 2)) * 2;
    return [6, ...Array.from({ length: count - 1 }, (_, index) => size - 7 - index * step).reverse()];
  };

  /** Whether a module belongs to a pattern and carries no data. */
  const reserved = version => {
    const size = version * 4 + 17, centres = alignments(version), last = centres.length - 1;
    const isAligned = (x, y) => centres.some((cx, i) => Math.abs(x - cx) <= 2 && centres.some((cy, j) =>
      Math.abs(y - cy) <= 2 && !(i === 0 && j === 0) && !(i === 0 && j === last) && !(i === last && j === 0)));
    return (x, y) => x === 6 || y === 6 || (x < 9 && y < 9) || (x >= size - 8 && y < 9) || (x < 9 && y >= size - 8) ||
      (version > 6 && ((x >= size - 11 && y < 6) || (y >= size - 11 && x < 6))) || isAligned(x, y);
  };

  const formats = Array.from({ length: 32 }, (_, data) => {
    let rest = data;
    for (let i = 0; i < 10; i++) rest = (rest << 1) ^ ((rest >> 9) * 0x537);
    return { bits: ((data << 10) | rest) ^ 0x5412, level: [1, 0, 3, 2][data >> 3], mask: data & 7 };
  });

  const ones = number => number.toString(2).replace(/0/g, '').length;

  const format = (module, size) => {
    const places = [[], []];
    for (let i = 0; i < 15; i++) {
      places[0].push(i < 6 ? [8, i] : i < 8 ? [8, i + 1] : i === 8 ? [7, 8] : [14 - i, 8]);
      places[1].push(i < 8 ? [size - 1 - i, 8] : [8, size - 15 + i]);
    }
    const read = places.map(list => list.reduce((sum, [x, y], index) => sum | (module(x, y) << index), 0));
    const distance = one => Math.min(...read.map(bits => ones(bits ^ one.bits)));
    const best = formats.reduce((a, b) => (distance(b) < distance(a) ? b : a));
    return distance(best) <= 3 ? best : null;
  };

  const masks = [
    (x, y) => (x + y) % 2, (x, y) => y % 2, x => x % 3, (x, y) => (x + y) % 3,
    (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2, (x, y) => (x * y) % 2 + (x * y) % 3,
    (x, y) => ((x * y) % 2 + (x * y) % 3) % 2, (x, y) => ((x + y) % 2 + (x * y) % 3) % 2,
  ];

  const codewords = (module, size, mask) => {
    const isReserved = reserved((size - 17) / 4), bytes = [];
    let bits = 0, count = 0;
    for (let right = size - 1, isUp = true; right > 0; right -= 2, isUp = !isUp) {
      if (right === 6) right = 5;
      for (let step = 0; step < size; step++) {
        const y = isUp ? size - 1 - step : step;
        for (const x of [right, right - 1]) {
          if (isReserved(x, y)) continue;
          bits = (bits << 1) | (module(x, y) ^ (masks[mask](x, y) === 0 ? 1 : 0));
          if (++count % 8 === 0) {
            bytes.push(bits);
            bits = 0;
          }
        }
      }
    }
    return bytes;
  };

  // 5 Correction: Reed-Solomon over GF(256) with 0x11d.
  const power = new Uint8Array(512), log = new Uint8Array(256);
  for (let i = 0, value = 1; i < 255; i++) {
    power[i] = power[i + 255] = value;
    log[value] = i;
    value = (value << 1) ^ (value > 127 ? 0x11d : 0);
  }
  const times = (a, b) => (a && b ? power[log[a] + log[b]] : 0);
  const over = (a, b) => (a ? power[log[a] + 255 - log[b]] : 0);
  const at = (polynomial, x) => polynomial.reduceRight((sum, factor) => times(sum, x) ^ factor, 0);

  /** Puts right what it can; false when there is too much wrong. Polynomials begin with the constant. */
  const correct = (block, check) => {
    const syndromes = Array.from({ length: check }, (_, i) => block.reduce((sum, byte) => times(sum, power[i]) ^ byte, 0));
    if (syndromes.every(one => one === 0)) return true;
    let locator = [1], former = [1], errors = 0, gap = 1, scale = 1;
    for (let i = 0; i < check; i++) {
      let difference = syndromes[i];
      for (let j = 1; j <= errors; j++) difference ^= times(locator[j] || 0, syndromes[i - j]);
      if (difference === 0) {
        gap++;
        continue;
      }
      const before = [...locator], share = over(difference, scale);
      former.forEach((factor, j) => { locator[j + gap] = (locator[j + gap] || 0) ^ times(share, factor); });
      locator = Array.from(locator, factor => factor || 0);
      if (2 * errors <= i) [errors, former, scale, gap] = [i + 1 - errors, before, difference, 1];
      else gap++;
    }
    const places = block.map((_, index) => index).filter(index => at(locator, power[(255 - index) % 255]) === 0);
    if (errors * 2 > check || places.length !== errors) return false;
    const evaluator = Array.from({ length: check }, (_, i) =>
      locator.slice(0, i + 1).reduce((sum, factor, j) => sum ^ times(factor, syndromes[i - j]), 0));
    const slope = locator.map((factor, i) => (i % 2 ? factor : 0)).slice(1);
    for (const place of places) {
      const inverse = power[(255 - place) % 255];
      block[block.length - 1 - place] ^= times(power[place], over(at(evaluator, inverse), at(slope, inverse)));
    }
    return true;
  };

  const data = (words, version, level) => {
    const count = blockCounts[level][version - 1], check = corrections[level][version - 1];
    const short = Math.floor(words.length / count), shorts = count - words.length % count;
    const blocks = Array.from({ length: count }, () => []);
    let next = 0;
    for (let i = 0; i < short + 1; i++) {
      blocks.forEach((block, index) => {
        // The longer blocks have one more byte of data, before the correction begins.
        if (i !== short - check || index >= shorts) block.push(words[next++]);
      });
    }
    if (!blocks.every(block => correct(block, check))) return null;
    return blocks.flatMap(block => block.slice(0, -check));
  };

  // 6 Text.
  const alphanumeric = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';

  const text = (bytes, version) => {
    let place = 0;
    const take = count => {
      let value = 0;
      for (; count > 0; count--, place++) value = value * 2 + ((bytes[place >> 3] >> (7 - place % 8)) & 1);
      return value;
    };
    const size = version < 10 ? 0 : version < 27 ? 1 : 2, out = [];
    const digits = (width, count) => out.push(...W.utf8(String(take(width)).padStart(count, '0')));
    while (bytes.length * 8 - place >= 4) {
      const mode = take(4);
      if (mode === 0) break;
      if (mode === 7) {
        const lead = take(8);
        take(lead < 128 ? 0 : lead < 192 ? 8 : 16);
      } else if (mode === 4) {
        for (let count = take([8, 16, 16][size]); count > 0; count--) out.push(take(8));
      } else if (mode === 1) {
        let count = take([10, 12, 14][size]);
        for (; count >= 3; count -= 3) digits(10, 3);
        if (count > 0) digits([0, 4, 7][count], count);
      } else if (mode === 2) {
        let count = take([9, 11, 13][size]);
        for (; count >= 2; count -= 2) {
          const pair = take(11);
          out.push(...W.utf8(alphanumeric[Math.floor(pair / 45)] + alphanumeric[pair % 45]));
        }
        if (count > 0) out.push(...W.utf8(alphanumeric[take(6)]));
      } else {
        return null;
      }
      if (place > bytes.length * 8) return null;
    }
    return W.text(Uint8Array.from(out));
  };

  const read = (dark, triple, size) => {
    for (const map of grid(dark, triple, size)) {
      const module = (x, y) => {
        const point = map(x + 0.5, y + 0.5);
        return dark(point.x, point.y);
      };
      const found = format(module, size), version = (size - 17) / 4;
      const bytes = found && data(codewords(module, size, found.mask), version, found.level);
      if (bytes) return text(bytes, version);
    }
    return null;
  };

  /** The text of the first QR code that can be read; nothing if there is none. */
  W.readQRCode = image => {
    const dark = binary(image);
    for (const triple of corners(finders(dark, image.width, image.height))) {
      const { a, b, c } = triple;
      const near = Math.round(((modules(dark, a, b) + modules(dark, a, c)) / 2 - 10) / 4);
      // The larger the symbol, the further off the estimate may be.
      const reach = 2 + Math.floor(Math.max(0, near) / 8);
      for (let off = 0; off <= 2 * reach; off++) {
        const version = near + (off % 2 ? 1 : -1) * Math.ceil(off / 2);
        if (version < 1 || version > 40) continue;
        try {
          const found = read(dark, triple, version * 4 + 17);
          if (found) return found;
        } catch { /* Not text after all. */ }
      }
    }
    return null;
  };
})(window.Wallet = window.Wallet || {});
