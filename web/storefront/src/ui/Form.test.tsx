// @vitest-environment jsdom
import { Problem } from '@soko/client'
import { cleanup, render, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'

import { textsReady } from '../i18n/i18n.ts'
import { Button } from './Button.tsx'
import { Form } from './Form.tsx'
import { TextField } from './TextField.tsx'
import { refusedFields, useForm } from './useForm.ts'

interface Values {
  readonly [key: string]: string
  readonly email: string
  readonly city: string
}

const EMPTY: Values = { email: '', city: '' }

function Sample({ submit }: { readonly submit: (values: Values) => Promise<void> }) {
  const form = useForm({
    initial: EMPTY,
    required: ['email'],
    check: ({ city }) => (city === 'Atlantis' ? { city: 'It has sunk.' } : {}),
    submit,
  })
  return (
    <Form form={form}>
      <TextField label="Email" {...form.field('email')} />
      <TextField label="City" {...form.field('city')} />
      <Button type="submit" busy={form.busy}>Send</Button>
    </Form>
  )
}

function refusal(errors: Problem['body']['errors'], code = 'validation_failed'): Problem {
  return new Problem({ type: 'about:blank', title: 'No', status: 422, code, ...(errors && { errors }) })
}

beforeAll(async () => {
  await textsReady
})
afterEach(cleanup)

const send = () => userEvent.click(screen.getByRole('button', { name: 'Send' }))

describe('a form', () => {
  it('sends nothing while something is missing, and leads there', async () => {
    const submit = vi.fn()
    render(<Sample submit={submit} />)
    await send()
    expect(submit).not.toHaveBeenCalled()
    const email = screen.getByLabelText('Email')
    await waitFor(() => expect(document.activeElement).toBe(email))
    expect(email.getAttribute('aria-invalid')).toBe('true')
    expect(screen.getByText('Please fill this in.')).toBeTruthy()
  })

  it('takes a mark away as soon as one writes', async () => {
    render(<Sample submit={vi.fn()} />)
    await send()
    await userEvent.type(screen.getByLabelText('Email'), 'a')
    expect(screen.getByLabelText('Email').getAttribute('aria-invalid')).toBeNull()
  })

  it('says what a page of its own finds wrong', async () => {
    render(<Sample submit={vi.fn()} />)
    await userEvent.type(screen.getByLabelText('Email'), 'amina@example.com')
    await userEvent.type(screen.getByLabelText('City'), 'Atlantis')
    await send()
    expect(screen.getByText('It has sunk.')).toBeTruthy()
  })

  it('sends what was written', async () => {
    const submit = vi.fn().mockResolvedValue(undefined)
    render(<Sample submit={submit} />)
    await userEvent.type(screen.getByLabelText('Email'), 'amina@example.com')
    await send()
    expect(submit).toHaveBeenCalledWith({ email: 'amina@example.com', city: '' })
  })

  it('marks the field that the API refused, and says the whole above', async () => {
    const errors = [{ pointer: '#/shipping_address/city', code: 'string_too_short', detail: 'too short' }]
    render(<Sample submit={() => Promise.reject(refusal(errors))} />)
    await userEvent.type(screen.getByLabelText('Email'), 'amina@example.com')
    await send()
    expect((await screen.findByRole('alert')).textContent).toContain('marked fields')
    expect(screen.getByText('This is too short.')).toBeTruthy()
    await waitFor(() => expect(document.activeElement).toBe(screen.getByLabelText('City')))
  })
})

describe('refused fields', () => {
  it('are found by their pointer where two forms share a body', () => {
    const refused = refusal([{ pointer: '#/billing_address/city', code: 'odd', detail: 'odd city' }])
    const initial = { city: '', billing: '' }
    expect(refusedFields(refused, { initial, pointers: { billing: 'billing_address/city' } })).toEqual({
      billing: 'odd city',
    })
  })

  it('are none where nobody answered', () => {
    expect(refusedFields(new TypeError('network'), { initial: EMPTY })).toEqual({})
  })
})
