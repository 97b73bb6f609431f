-- Run by neovim.test.ts inside Neovim, with the snippet of docs/install/neovim.md as its configuration. Goes from event to event: diagnostics arrive, fixes are
-- asked for, one is applied, new diagnostics arrive; then it prints what it saw and ends.

local buffer = vim.api.nvim_get_current_buf()
local seen = { nvim = vim.fn.matchstr(vim.fn.execute('version'), 'NVIM v\\zs\\S*') }
local step

local function finish(problem)
  seen.problem = problem
  io.stdout:write(vim.fn.json_encode(seen))
  vim.cmd(problem and 'cquit 1' or 'qall!')
end

-- Only for a test that hangs.
vim.defer_fn(function() finish('nothing happened for 30 s') end, 30000)

local function diagnostics()
  return vim.tbl_map(function(d)
    return { line = d.lnum, column = d.col, severity = d.severity, message = d.message, source = d.source, code = d.user_data.lsp.code }
  end, vim.diagnostic.get(buffer))
end

local function apply(client, action)
  client.request('codeAction/resolve', action, function(problem, resolved)
    if problem then return finish(problem.message) end
    seen.title = resolved.title
    step = function()
      seen.after = diagnostics()
      seen.text = vim.api.nvim_buf_get_lines(buffer, 0, -1, false)
      finish()
    end
    vim.lsp.util.apply_workspace_edit(resolved.edit, client.offset_encoding)
  end, buffer)
end

step = function()
  step = function() end
  seen.before = diagnostics()
  local _, client = next(vim.lsp.buf_get_clients(buffer))
  seen.client = client.name
  local first = seen.before[1]
  vim.api.nvim_win_set_cursor(0, { first.line + 1, first.column })
  local params = vim.lsp.util.make_range_params(0, client.offset_encoding)
  params.context = { diagnostics = vim.lsp.diagnostic.get_line_diagnostics(buffer) }
  client.request('textDocument/codeAction', params, function(problem, actions)
    if problem then return finish(problem.message) end
    seen.actions = vim.tbl_map(function(action) return { title = action.title, kind = action.kind } end, actions)
    client.request('textDocument/hover', vim.lsp.util.make_position_params(0, client.offset_encoding), function(_, hover)
      seen.hover = hover and hover.contents.value
      for _, action in ipairs(actions) do
        if action.isPreferred then return apply(client, action) end
      end
      finish('no preferred fix')
    end, buffer)
  end, buffer)
end

vim.api.nvim_create_autocmd('DiagnosticChanged', {
  callback = function()
    if #vim.diagnostic.get(buffer) > 0 then step() end
  end,
})
