// The explorer asks for a token, keeps it for the browser tab and sends it with every question.
export const TOKEN_SCRIPT_PATH = "/graphiql/token.js";

type Change = (original: string) => string;

type Parts = Record<"titleTag" | "styleTags" | "headerScripts" | "bodyContent", Change>;

export const explorerParts = (basePath: string): Parts => ({
  titleTag: () => "<title>Tenor GraphQL</title>",
  styleTags: (original) => `${original}
<style>
  #token-form { display: flex; gap: .5rem; align-items: center; padding: .4rem .8rem; height: 2rem;
    font: 14px system-ui, sans-serif; box-sizing: content-box; }
  #token-form input { flex: 1; font: inherit; padding: .2rem .4rem; }
  #ruru-root { height: calc(100vh - 2.8rem) !important; }
</style>`,
  headerScripts: (original) => `<script src="${basePath}${TOKEN_SCRIPT_PATH}"></script>
${original}`,
  bodyContent: (original) => `<form id="token-form">
  <label for="token">Token</label>
  <input id="token" type="password" autocomplete="off" spellcheck="false"
    placeholder="npm run token -- --tenant SLUG --role ROLE" />
  <button>Use</button>
</form>
${original}`,
});

export const tokenScript = (basePath: string): string => `const KEY = "tenor:token";
const send = window.fetch.bind(window);
window.fetch = (input, init = {}) => {
  const token = sessionStorage.getItem(KEY);
  const url = new URL(typeof input === "string" ? input : input.url ?? input, location.href);
  if (!token || url.origin !== location.origin || url.pathname !== "${basePath}/graphql") {
    return send(input, init);
  }
  const headers = new Headers(init.headers);
  if (!headers.has("authorization")) headers.set("authorization", "Bearer " + token);
  return send(input, { ...init, headers });
};
addEventListener("DOMContentLoaded", () => {
  const field = document.getElementById("token");
  field.value = sessionStorage.getItem(KEY) ?? "";
  document.getElementById("token-form").addEventListener("submit", (event) => {
    event.preventDefault();
    sessionStorage.setItem(KEY, field.value.trim());
    location.reload();
  });
});
`;
