"use strict";
// Renders /api/v1/openapi.json. Text only ever enters the page as text, never as markup.

const METHODS = ["get", "post", "put", "patch", "delete"];
const DEPTH = 6;
let spec = null;

function el(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (value !== null && value !== undefined && value !== false) node.setAttribute(key, value);
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined));
  return node;
}

function resolve(schema) {
  let seen = 0;
  while (schema && schema.$ref && seen++ < 10) {
    schema = schema.$ref.slice(2).split("/").reduce((at, part) => at && at[part], spec);
  }
  return schema || {};
}

const refName = (schema) => (schema && schema.$ref ? schema.$ref.split("/").pop() : "");

function typeOf(schema) {
  if (!schema) return "anything";
  if (schema.$ref) return refName(schema);
  const options = schema.anyOf || schema.oneOf;
  if (options) return options.map(typeOf).join(" or ");
  if (schema.allOf) return schema.allOf.map(typeOf).join(" and ");
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((one) => JSON.stringify(one)).join(" | ");
  if (schema.type === "array") return `list of ${typeOf(schema.items)}`;
  const type = Array.isArray(schema.type) ? schema.type.join(" or ") : schema.type || "anything";
  return schema.format ? `${type} (${schema.format})` : type;
}

function limits(schema) {
  const named = {
    minimum: "at least", exclusiveMinimum: "more than", maximum: "at most", exclusiveMaximum: "less than",
    minLength: "min length", maxLength: "max length", minItems: "min items", maxItems: "max items",
    pattern: "pattern", default: "default",
  };
  return Object.entries(named)
    .filter(([key]) => schema[key] !== undefined && schema[key] !== null)
    .map(([key, words]) => `${words} ${typeof schema[key] === "string" ? schema[key] : JSON.stringify(schema[key])}`)
    .join(", ");
}

// The object shapes inside a schema, through lists, references and alternatives.
function shapes(schema, path) {
  const name = refName(schema);
  if (name && path.includes(name)) return [];
  const next = name ? [...path, name] : path;
  const at = resolve(schema);
  if (at.properties) return [[at, next]];
  if (at.items) return shapes(at.items, next);
  const options = at.anyOf || at.oneOf || at.allOf || [];
  return options.flatMap((option) => shapes(option, next));
}

function tree(schema, path = [], depth = 0) {
  if (depth > DEPTH) return null;
  const found = shapes(schema, path);
  if (!found.length) return null;
  return found.map(([shape, next]) => el("ul", { class: "schema" },
    Object.entries(shape.properties).map(([name, property]) => el("li", {},
      el("span", { class: "name" }, name), " ",
      el("span", { class: "type" }, typeOf(property)), " ",
      (shape.required || []).includes(name) ? el("span", { class: "needed" }, "required") : null,
      note(property),
      tree(property, next, depth + 1)))));
}

function note(schema) {
  const words = [limits(schema), schema.description || ""].filter(Boolean).join(" · ");
  return words ? el("span", { class: "quiet" }, ` ${words}`) : null;
}

function example(schema, path = [], depth = 0) {
  const name = refName(schema);
  if (depth > DEPTH || (name && path.includes(name))) return null;
  const next = name ? [...path, name] : path;
  const at = resolve(schema);
  if (at.examples && at.examples.length) return at.examples[0];
  if (at.example !== undefined) return at.example;
  if (at.default !== undefined) return at.default;
  if (at.const !== undefined) return at.const;
  if (at.enum) return at.enum[0];
  const options = at.anyOf || at.oneOf || at.allOf;
  if (options) return example(options[0], next, depth);
  if (at.properties) {
    const needed = Object.entries(at.properties).filter(([key]) => (at.required || []).includes(key));
    return Object.fromEntries(needed.map(([key, value]) => [key, example(value, next, depth + 1)]));
  }
  if (at.type === "array") return [example(at.items, next, depth + 1)];
  if (at.type === "integer" || at.type === "number") return at.minimum || 0;
  if (at.type === "boolean") return true;
  if (at.format === "uuid") return "00000000-0000-7000-8000-000000000000";
  return at.type === "object" ? {} : "";
}

function who(operation) {
  const schemes = (operation.security || []).flatMap((one) => Object.keys(one));
  if (!schemes.length) return "anyone";
  if ((operation.security || []).some((one) => !Object.keys(one).length)) return "anyone, or signed in";
  return schemes.length > 1 ? "signed in, or a guest's token" : "signed in";
}

function parameters(list) {
  if (!list.length) return null;
  return [el("h4", {}, "Parameters"), el("table", {},
    el("tr", {}, ["Name", "In", "Type", "Meaning"].map((title) => el("th", {}, title))),
    list.map((one) => el("tr", {},
      el("td", {}, el("code", {}, one.name), " ", one.required ? el("span", { class: "needed" }, "required") : null),
      el("td", {}, one.in),
      el("td", { class: "type" }, typeOf(one.schema)),
      el("td", {}, one.description || limits(one.schema || {})))))];
}

function body(operation) {
  const content = operation.requestBody && resolve(operation.requestBody).content;
  if (!content) return null;
  return [el("h4", {}, "Body"), Object.entries(content).map(([type, media]) => [
    el("p", { class: "quiet" }, `${type} · ${typeOf(media.schema)}`), tree(media.schema)])];
}

function responses(operation) {
  return [el("h4", {}, "Answers"), Object.entries(operation.responses || {}).map(([status, given]) => {
    const answer = resolve(given);
    const media = Object.entries(answer.content || {});
    const line = [el("strong", {}, status), ` ${answer.description || ""}`];
    const shown = media.map(([type, one]) => [
      el("p", { class: "quiet" }, `${type} · ${typeOf(one.schema)}`), tree(one.schema)]);
    return media.length ? el("details", {}, el("summary", {}, line), shown) : el("p", {}, line);
  })];
}

function tryIt(path, method, operation, list) {
  const fields = new Map();
  const rows = list.filter((one) => one.in !== "cookie").map((one) => {
    const input = el("input", { placeholder: typeOf(one.schema), "aria-label": one.name });
    fields.set(one, input);
    return el("label", { class: "field" }, el("code", {}, one.name), input);
  });
  const json = operation.requestBody && resolve(operation.requestBody).content["application/json"];
  const text = json ? el("textarea", { "aria-label": "Body", spellcheck: "false" },
    JSON.stringify(example(json.schema), null, 2)) : null;
  const output = el("pre", { hidden: "" });
  const send = async () => {
    output.hidden = false;
    output.textContent = "…";
    try {
      output.textContent = await call(path, method, fields, text);
    } catch (error) {
      output.textContent = String(error);
    }
  };
  return el("details", {}, el("summary", {}, el("strong", {}, "Try it")),
    rows, text, el("p", {}, el("button", { type: "button", onclick: send }, "Send")), output);
}

async function call(path, method, fields, text) {
  const query = new URLSearchParams();
  const headers = {};
  for (const [parameter, input] of fields) {
    if (!input.value) continue;
    if (parameter.in === "path") path = path.replace(`{${parameter.name}}`, encodeURIComponent(input.value));
    else if (parameter.in === "query") query.append(parameter.name, input.value);
    else headers[parameter.name] = input.value;
  }
  const token = document.getElementById("token").value.trim();
  if (token) headers.Authorization = `Bearer ${token}`;
  if (text) headers["Content-Type"] = "application/json";
  const target = query.size ? `${path}?${query}` : path;
  const answer = await fetch(target, { method: method.toUpperCase(), headers, body: text ? text.value : undefined });
  const content = await answer.text();
  const shown = ["content-type", "etag", "location", "retry-after", "x-cart-token", "x-request-id"]
    .filter((name) => answer.headers.has(name)).map((name) => `${name}: ${answer.headers.get(name)}`);
  return [`${answer.status} ${answer.statusText}`, ...shown, "", pretty(content)].join("\n");
}

function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

function render(path, method, operation, shared) {
  const id = operation.operationId;
  const list = [...shared, ...(operation.parameters || [])].map(resolve);
  const detail = el("div", { class: "detail" });
  const node = el("details", { class: "operation", id },
    el("summary", {},
      el("span", { class: `method ${method}` }, method.toUpperCase()),
      el("span", { class: "path" }, path),
      el("span", { class: "what" }, operation.summary || ""),
      el("span", { class: "badge" }, who(operation))),
    detail);
  // Filled when first opened: a hundred schema trees at once are slow.
  node.addEventListener("toggle", () => {
    if (!node.open || detail.childNodes.length) return;
    detail.append(...[
      operation.deprecated ? el("p", { class: "failed" }, "Deprecated.") : null,
      operation.description ? el("p", {}, operation.description) : null,
      parameters(list), body(operation), responses(operation), tryIt(path, method, operation, list),
    ].flat(Infinity).filter(Boolean));
  });
  return node;
}

function draw() {
  const byTag = new Map((spec.tags || []).map((tag) => [tag.name, []]));
  for (const [path, item] of Object.entries(spec.paths)) {
    for (const method of METHODS.filter((one) => item[one])) {
      const tag = (item[method].tags || ["other"])[0];
      if (!byTag.has(tag)) byTag.set(tag, []);
      byTag.get(tag).push([path, method, item[method], item.parameters || []]);
    }
  }
  const index = document.getElementById("index");
  const operations = document.getElementById("operations");
  operations.replaceChildren(el("p", { class: "quiet" }, spec.info.description || ""));
  for (const [tag, found] of [...byTag].filter(([, all]) => all.length)) {
    index.append(el("section", {}, el("h3", {}, tag), found.map(([path, method, operation]) =>
      el("a", { href: `#${operation.operationId}`, "data-words": `${method} ${path} ${operation.summary || ""} ${tag}`.toLowerCase() },
        el("span", { class: `method ${method}` }, method.toUpperCase()), path.replace("/api/v1", "")))));
    operations.append(el("h2", {}, tag), ...found.map((one) => render(...one)));
  }
}

function openTarget() {
  const node = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (node) {
    node.open = true;
    node.scrollIntoView();
  }
}

function filter(event) {
  const words = event.target.value.toLowerCase().split(/\s+/).filter(Boolean);
  for (const link of document.querySelectorAll("#index a")) {
    link.hidden = !words.every((word) => link.dataset.words.includes(word));
  }
  for (const section of document.querySelectorAll("#index section")) {
    section.hidden = !section.querySelector("a:not([hidden])");
  }
}

async function start() {
  try {
    const answer = await fetch("/api/v1/openapi.json");
    spec = await answer.json();
    draw();
    openTarget();
  } catch (error) {
    document.getElementById("operations").replaceChildren(
      el("p", { class: "failed" }, `The document could not be read: ${error}`));
  }
}

document.getElementById("filter").addEventListener("input", filter);
addEventListener("hashchange", openTarget);
start();
