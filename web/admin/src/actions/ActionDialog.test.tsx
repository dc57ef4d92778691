// @vitest-environment jsdom
import { Problem, offline } from '@soko/client'
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react'
import { TestMemoryRouter, testDataProvider, CoreAdminContext } from 'react-admin'
import { useLocation } from 'react-router-dom'
import { afterEach, describe, expect, it, vi } from 'vitest'

import type { Action } from './action.ts'
import { ActionDialog } from './ActionDialog.tsx'

afterEach(cleanup)

function show(action: Partial<Action>) {
  const close = vi.fn()
  const whole: Action = {
    label: 'Ship',
    icon: <i />,
    sentence: 'The goods go to a carrier.',
    run: () => Promise.resolve(),
    done: 'Shipped',
    ...action,
  }
  render(
    <TestMemoryRouter>
      <CoreAdminContext dataProvider={testDataProvider()}>
        <ActionDialog action={whole} close={close} />
        <Address />
      </CoreAdminContext>
    </TestMemoryRouter>,
  )
  return close
}

function Address() {
  return <output>{useLocation().pathname}</output>
}

function confirm(): void {
  fireEvent.click(screen.getByRole('button', { name: 'Ship' }))
}

describe('a dialog that asks once more', () => {
  it('keeps its key when an answer is lost and somebody tries again', async () => {
    const keys: string[] = []
    const close = show({
      run: (_, key) => {
        keys.push(key)
        return keys.length === 1 ? Promise.reject(offline(undefined)) : Promise.resolve()
      },
    })
    confirm()
    expect((await screen.findByRole('alert')).textContent).toMatch(/Nobody answered/)
    confirm()
    await waitFor(() => expect(close).toHaveBeenCalledOnce())
    expect(keys[0]).toMatch(/^[0-9a-f-]{36}$/)
    expect(keys[1]).toBe(keys[0])
  })

  it('puts what the API refuses to its field, and the cursor there', async () => {
    const errors = [{ pointer: '#/carrier', code: 'too_long', detail: 'at most 200 characters' }]
    const body = { type: 'about:blank', title: 'Invalid', status: 422, code: 'validation_failed', errors }
    show({
      fields: [{ name: 'carrier', label: 'Carrier', initial: 'DHL' }],
      run: () => Promise.reject(new Problem(body)),
    })
    confirm()
    expect(await screen.findByText('at most 200 characters')).toBeTruthy()
    expect(document.activeElement).toBe(screen.getByLabelText('Carrier'))
  })

  it('leads to the page on which it goes on', async () => {
    show({ run: () => Promise.resolve({ id: '2' }), leadsTo: (made) => `/refunds/${(made as { id: string }).id}` })
    confirm()
    await waitFor(() => expect(screen.getByText('/refunds/2')).toBeTruthy())
  })

  it('sends nothing while something needed is missing', async () => {
    const run = vi.fn(() => Promise.resolve())
    show({ fields: [{ name: 'carrier', label: 'Carrier', required: true }], run })
    confirm()
    expect(await screen.findByText('Carrier is needed')).toBeTruthy()
    expect(run).not.toHaveBeenCalled()
  })
})
