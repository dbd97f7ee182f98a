// The clinic's workbooks in JupyterLab: cells run when a workbook opens and when its kernel comes
// back; code, menus and side bars are out of sight. Written as a federated module by hand: no build step.
(() => {
  const STYLE = `
    .klik-lab #jp-top-panel, .klik-lab #jp-menu-panel, .klik-lab #jp-bottom-panel, .klik-lab .jp-SideBar, .klik-lab #jp-left-stack, .klik-lab #jp-right-stack,
    .klik-lab .klik-buku .jp-NotebookPanel-toolbar, .klik-lab .klik-buku .jp-Cell-inputWrapper, .klik-lab .klik-buku .jp-cell-toolbar,
    .klik-lab .klik-buku .jp-Notebook-footer, .klik-lab .klik-buku .jp-OutputPrompt, .klik-lab .klik-buku .jp-OutputCollapser,
    .klik-lab .klik-buku .jp-Collapser { display: none !important; }
    .klik-lab .klik-buku .jp-Cell, .klik-lab .klik-buku .jp-Cell.jp-mod-active { border: 0 !important; outline: 0 !important; box-shadow: none !important; }
    .klik-lab .klik-nav a[href="/keluar"] { display: none; }
    .klik-lab #jp-main-content-panel, .klik-lab #jp-main-vsplit-panel, .klik-lab #jp-main-split-panel, .klik-lab #jp-main-dock-panel, .klik-lab .klik-buku, .klik-lab .klik-buku > .jp-NotebookPanel-notebook
    { left: 0 !important; top: 0 !important; width: 100vw !important; height: 100vh !important; margin: 0; border: 0; }
    .klik-lab #jp-main-dock-panel, .klik-lab #main { padding: 0; background: #fff; }
    .klik-lab .klik-buku .jp-Notebook { padding: 0.5rem 1.5rem; }
    .klik-lab .klik-buku .jp-Cell, .klik-lab .klik-buku .jp-OutputArea-output { padding: 0; overflow: visible; }
    .klik-lab .klik-buku .klik { font-size: 1.15rem; }
  `;
  let shared = {};

  /** One of JupyterLab's own packages, as the running Lab shares it. */
  async function lab(name) {
    const versions = Object.values(shared[name] ?? {});
    if (!versions.length) throw new Error(`JupyterLab shares no ${name}`);
    return (await versions[0].get())();
  }

  async function plugin() {
    const { INotebookTracker, NotebookActions } = await lab("@jupyterlab/notebook");

    async function opened(panel) {
      await panel.context.ready;
      if (!panel.content.model?.getMetadata("klik")) return;
      panel.addClass("klik-buku");
      const run = async () => {
        await panel.sessionContext.ready;
        await NotebookActions.runAll(panel.content, panel.sessionContext);
      };
      let lost = false;
      panel.sessionContext.statusChanged.connect((_context, status) => {
        if (["restarting", "autorestarting", "dead"].includes(status)) lost = true;
        else if (lost && ["starting", "idle"].includes(status)) {
          lost = false;
          run();
        }
      });
      await run();
    }

    return {
      id: "klik-kit-lab:plugin",
      autoStart: true,
      requires: [INotebookTracker],
      activate(_app, notebooks) {
        const style = document.createElement("style");
        style.textContent = STYLE;
        document.head.append(style);
        document.body.classList.add("klik-lab");
        notebooks.forEach(opened);
        notebooks.widgetAdded.connect((_tracker, panel) => opened(panel));
      },
    };
  }

  window._JUPYTERLAB = window._JUPYTERLAB ?? {};
  window._JUPYTERLAB["klik-kit-lab"] = {
    init(scope) { shared = scope; },
    async get() {
      const found = await plugin();
      return () => ({ __esModule: true, default: [found] });
    },
  };
})();
