// @vitest-environment jsdom
import { render, screen } from '@testing-library/react'
import { createMemoryRouter, RouterProvider, useLocation } from 'react-router'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { session } from '../../app/api.ts'
import { useSession } from '../../app/session.ts'
import { SignedIn } from './SignedIn.tsx'

vi.mock('../../app/session.ts', () => ({ useSession: vi.fn(), restoreSession: vi.fn() }))

const amina = { sub: 'amina', roles: [], perms: [], exp: 0 }

function Login() {
  const { search } = useLocation()
  return <p>login {search}</p>
}

function visit(path: string): void {
  const routes = [
    { path: '/account/*', element: <SignedIn>her addresses</SignedIn> },
    { path: '/login', Component: Login },
  ]
  render(<RouterProvider router={createMemoryRouter(routes, { initialEntries: [path] })} />)
}

function be(state: Partial<ReturnType<typeof useSession>>): void {
  vi.mocked(useSession).mockReturnValue({
    identity: undefined,
    restoring: false,
    signIn: vi.fn(),
    signOut: vi.fn(),
    ...state,
  })
}

beforeEach(() => {
  document.body.replaceChildren()
})

describe('what only who is signed in sees', () => {
  it('is there for them', () => {
    be({ identity: amina })
    visit('/account/addresses')
    expect(screen.getByText('her addresses')).toBeTruthy()
  })

  it('sends a guest to sign in, and back here afterwards', () => {
    be({})
    visit('/account/addresses?new=1')
    expect(screen.getByText('login ?next=%2Faccount%2Faddresses%3Fnew%3D1')).toBeTruthy()
  })

  it('waits while the session of an earlier visit is looked for', () => {
    be({ restoring: true })
    visit('/account/addresses')
    expect(screen.getByRole('status')).toBeTruthy()
    expect(screen.queryByText(/login/)).toBeNull()
  })

  it('offers to try again where nobody answered for a session that is remembered', () => {
    be({})
    vi.spyOn(session, 'remembered', 'get').mockReturnValue(true)
    visit('/account/addresses')
    expect(screen.getByRole('alert')).toBeTruthy()
    expect(screen.queryByText(/login/)).toBeNull()
  })
})
