// Opens the form on an example state: ?langkah one section at a time, ?lab without a link, ?akun another person.
import { renderForm } from "/widgets/js/form.js";
import { exampleState } from "./example.js";
import { makeCounter } from "./counter.js";

const asked = new URLSearchParams(location.search);
const state = exampleState({ steps: asked.has("langkah") });
window.counter = makeCounter(state, { lab: asked.has("lab") });
window.leave = renderForm({ model: window.counter.model, el: document.getElementById("tempat") });
