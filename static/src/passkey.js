import { Component } from "govuk-frontend";

// What a browser says by name when it makes or finds no passkey.
const WORDS = {
  NotAllowedError: "Nothing was done: the request was cancelled, or took too long. You can try again.",
  InvalidStateError: "This device keeps a passkey for your account already.",
  SecurityError: "Passkeys work only where the portal is opened by its own name, not by a number.",
  ConstraintError: "This device cannot check who holds it. Set a PIN, a finger or a face in its settings first.",
  NotSupportedError: "This device or browser makes no passkeys.",
  RateLimited: "There were too many tries. Wait a minute, then try again.",
};
const OTHERWISE = "The passkey could not be used. You can try again.";

function fromText(text) {
  const letters = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
}

function toText(bytes) {
  const letters = String.fromCharCode(...new Uint8Array(bytes));
  return btoa(letters).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

function withIds(keys) {
  return keys?.map((key) => ({ ...key, id: fromText(key.id) }));
}

/** The options as the browser wants them: bytes where JSON has text. */
function opened({ publicKey }) {
  const options = { ...publicKey, challenge: fromText(publicKey.challenge) };
  if (options.user) {
    options.user = { ...options.user, id: fromText(options.user.id) };
  }
  options.excludeCredentials = withIds(options.excludeCredentials) ?? [];
  options.allowCredentials = withIds(options.allowCredentials) ?? [];
  return { publicKey: options };
}

/** A passkey's answer as JSON has it. */
function written(credential) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) {
      response[name] = toText(credential.response[name]);
    }
  }
  return JSON.stringify({
    id: credential.id,
    rawId: toText(credential.rawId),
    type: credential.type,
    response,
    clientExtensionResults: credential.getClientExtensionResults(),
  });
}

/** A form that is sent with a passkey; without this script its place says what to do instead. */
export class Passkey extends Component {
  static moduleName = "pep-passkey";

  constructor($root) {
    super($root);
    if (!window.PublicKeyCredential) {
      return;
    }
    this.$form = $root.querySelector("form");
    this.$said = $root.querySelector("[role=alert]");
    this.$form.hidden = false;
    $root.querySelector("[data-without]").hidden = true;
    this.$form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.ask();
    });
  }

  async ask() {
    if (this.asking) {
      return;
    }
    this.asking = true;
    this.$said.textContent = "";
    try {
      const options = opened(await this.options());
      const { credentials } = navigator;
      const credential = await (this.$root.dataset.deed === "create" ? credentials.create(options) : credentials.get(options));
      this.$form.elements.credential.value = written(credential);
      this.$form.submit();
    } catch (error) {
      this.$said.textContent = WORDS[error.name] ?? OTHERWISE;
    } finally {
      this.asking = false;
    }
  }

  /** Printed in the page, or asked for when somebody signs in. */
  async options() {
    const $options = this.$root.querySelector("script[type='application/json']");
    if ($options) {
      return JSON.parse($options.text);
    }
    const answer = await fetch(this.$form.action, { headers: { Accept: "application/json" } });
    if (answer.status === 429) {
      throw Object.assign(new Error(), { name: "RateLimited" });
    }
    return (await answer.json()).request_options;
  }
}
