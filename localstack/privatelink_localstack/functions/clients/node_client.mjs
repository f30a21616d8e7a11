// Fetches invocations for a function in JavaScript, as AWS's runtime does: `node node_client.mjs HANDLER`.
// Source: Lambda's guide, "Using the Lambda runtime API"; names of errors as observed.
import { access } from "node:fs/promises";
import http from "node:http";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { format } from "node:util";

const BASE = "/2018-06-01/runtime";
const [host, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(":");
const agent = new http.Agent({ keepAlive: true });
let requestId = "";

class Refused extends Error {
  constructor(kind, message) {
    super(message);
    this.name = kind;
  }
}

function request(method, place, body) {
  return new Promise((resolve, reject) => {
    const headers = body === undefined ? {} : { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(body) };
    const call = http.request({ host, port, agent, method, path: BASE + place, headers }, (answer) => {
      const parts = [];
      answer.on("data", (part) => parts.push(part));
      answer.on("end", () => resolve({ headers: answer.headers, body: Buffer.concat(parts).toString() }));
      answer.on("error", reject);
    });
    call.on("error", reject);
    call.end(body);
  });
}

function logToOutput() {
  const levels = { debug: "DEBUG", info: "INFO", log: "INFO", trace: "TRACE", warn: "WARN", error: "ERROR" };
  for (const [name, level] of Object.entries(levels)) {
    console[name] = (...words) =>
      process.stdout.write(`${new Date().toISOString()}\t${requestId || "undefined"}\t${level}\t${format(...words)}\n`);
  }
}

function describe(error) {
  if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: format(error), trace: [] };
  return { errorType: error.name, errorMessage: error.message, trace: (error.stack ?? "").split("\n") };
}

async function load(name) {
  const root = process.env.LAMBDA_TASK_ROOT;
  const dot = name.indexOf(".", name.lastIndexOf("/") + 1);
  if (dot < 0) throw new Refused("Runtime.MalformedHandlerName", "Bad handler");
  const [module, members] = [name.slice(0, dot), name.slice(dot + 1)];
  const found = await firstFile(["", ".js", ".mjs", ".cjs"].map((ending) => path.resolve(root, module + ending)));
  if (!found) throw new Refused("Runtime.ImportModuleError", `Error: Cannot find module '${module}'`);
  let exports;
  try {
    exports = await import(pathToFileURL(found));
  } catch (error) {
    if (error instanceof SyntaxError) throw new Refused("Runtime.UserCodeSyntaxError", `SyntaxError: ${error.message}`);
    if (/^ERR_MODULE_NOT_FOUND$|^MODULE_NOT_FOUND$/.test(error?.code ?? ""))
      throw new Refused("Runtime.ImportModuleError", `Error: ${error.message}`);
    throw error;
  }
  const handler = member(exports, members) ?? member(exports.default, members);
  if (!handler) throw new Refused("Runtime.HandlerNotFound", `${name} is undefined or not exported`);
  if (typeof handler !== "function") throw new Refused("Runtime.HandlerNotFound", `${name} is not a function`);
  return handler;
}

async function firstFile(candidates) {
  for (const each of candidates) {
    try {
      await access(each);
      return each;
    } catch {
      continue;
    }
  }
  return undefined;
}

function member(value, names) {
  return names.split(".").reduce((found, name) => found?.[name], value);
}

function contextOf(headers) {
  const deadline = Number(headers["lambda-runtime-deadline-ms"]);
  return {
    awsRequestId: headers["lambda-runtime-aws-request-id"],
    invokedFunctionArn: headers["lambda-runtime-invoked-function-arn"],
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  };
}

// A handler returns a promise, or calls back; one that does neither has ended when nothing is left to do.
async function call(handler, event, context) {
  let ended;
  try {
    return await new Promise((resolve, reject) => {
      const answer = handler(event, context, (error, value) => (error ? reject(error) : resolve(value)));
      if (typeof answer?.then === "function") resolve(answer);
      else process.once("beforeExit", (ended = () => resolve(null)));
    });
  } finally {
    if (ended) process.off("beforeExit", ended);
  }
}

async function fail(place, failure) {
  console.error(place === "/init/error" ? "Uncaught Exception" : "Invoke Error", JSON.stringify(failure));
  await request("POST", place, JSON.stringify(failure));
}

async function main() {
  logToOutput();
  let handler;
  try {
    handler = await load(process.argv[2]);
  } catch (error) {
    await fail("/init/error", describe(error));
    process.exit(1);
  }
  process.on("unhandledRejection", async (reason) => {
    const failure = { ...describe(reason), errorType: "Runtime.UnhandledPromiseRejection", errorMessage: format(reason) };
    await fail(`/invocation/${requestId}/error`, failure);
    process.exit(128);
  });
  for (;;) {
    const { headers, body } = await request("GET", "/invocation/next");
    const context = contextOf(headers);
    requestId = context.awsRequestId;
    process.env._X_AMZN_TRACE_ID = headers["lambda-runtime-trace-id"] ?? "";
    const place = `/invocation/${requestId}`;
    try {
      const result = await call(handler, JSON.parse(body), context);
      await request("POST", `${place}/response`, JSON.stringify(result) ?? "null");
    } catch (error) {
      await fail(`${place}/error`, describe(error));
    }
  }
}

main().catch(() => process.exit(1));
