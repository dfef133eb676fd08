// Reads codes from a picture: with the browser's own reader, or with ours where there is none that reads all we need.
(() => {
  "use strict";
  const FORMATS = ["code_128", "data_matrix", "ean_13", "ean_8", "qr_code", "upc_a", "upc_e"];
  let detector = null;
  let isNative = false;

  function load(address) {
    return new Promise((done, failed) => {
      const script = document.createElement("script");
      script.src = address;
      script.addEventListener("load", done);
      script.addEventListener("error", failed);
      document.head.append(script);
    });
  }

  async function vendoredDetector({ reader: address, wasm }) {
    if (!window.BarcodeDetectionAPI) await load(address);
    const reader = window.BarcodeDetectionAPI;
    try {
      await reader.prepareZXingModule({ overrides: { locateFile: () => wasm }, fireImmediately: true });
    } catch (error) {
      reader.purgeZXingModule();
      throw error;
    }
    return new reader.BarcodeDetector({ formats: FORMATS });
  }

  async function newDetector(addresses) {
    const known = window.BarcodeDetector ? await window.BarcodeDetector.getSupportedFormats().catch(() => []) : [];
    if (!FORMATS.every((format) => known.includes(format))) return vendoredDetector(addresses);
    isNative = true;
    return new window.BarcodeDetector({ formats: FORMATS });
  }

  // UPC is told by its twelve digits, as scanners do: an EAN that begins with 0 is one, and UPC-E's eight stand for them.
  // Source: GS1 General Specifications, UPC-E barcode, decoding by the last of the six digits.
  function written({ rawValue: code, format }) {
    if (["ean_13", "upc_a", "upc_e"].includes(format) && /^0\d{12}$/.test(code)) return code.slice(1);
    if (format !== "upc_e" || !/^[01]\d{7}$/.test(code)) return code;
    const [system, digits, last, check] = [code[0], code.slice(1, 6), code[6], code[7]];
    if (last <= "2") return `${system}${digits.slice(0, 2)}${last}0000${digits.slice(2)}${check}`;
    if (last === "3") return `${system}${digits.slice(0, 3)}00000${digits.slice(3)}${check}`;
    if (last === "4") return `${system}${digits.slice(0, 4)}00000${digits[4]}${check}`;
    return `${system}${digits}0000${last}${check}`;
  }

  function offCenter({ boundingBox: box }, { videoWidth, videoHeight }) {
    return Math.hypot(box.x + box.width / 2 - videoWidth / 2, box.y + box.height / 2 - videoHeight / 2);
  }

  async function detect(view, addresses) {
    try {
      return await detector.detect(view);
    } catch (error) {
      // Some phones offer a reader of their own that never answers.
      if (!isNative) throw error;
      detector = await vendoredDetector(addresses);
      isNative = false;
      return detector.detect(view);
    }
  }

  window.floorCodes = {
    // Rejects when there is no reader: neither the browser's own nor a way to ours.
    async prepare(addresses) {
      detector = detector || (await newDetector(addresses));
    },
    // What is written on the codes in view, the one nearest to the middle first.
    async read(view, addresses) {
      if (view.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) return [];
      const found = await detect(view, addresses);
      return found.sort((one, other) => offCenter(one, view) - offCenter(other, view)).map(written);
    },
  };
})();
