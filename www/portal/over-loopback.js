// The practice environment that `losen practice` serves from the same address.

/** One request of the practice environment, as `{ status, headers, body }`. */
export async function send({ method, path, token, body, kind = "application/json" }) {
  const headers = { accept: "application/json" };
  if (token) headers.authorization = `Bearer ${token}`;
  if (body) headers["content-type"] = kind;
  const reply = await fetch(path, { method, headers, body, cache: "no-store", credentials: "omit" });
  return { status: reply.status, body: await reply.text() };
}
