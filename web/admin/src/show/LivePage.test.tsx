// @vitest-environment jsdom
import { QueryClient } from '@tanstack/react-query'
import { cleanup, render, screen } from '@testing-library/react'
import {
  CoreAdminContext,
  ResourceContextProvider,
  TestMemoryRouter,
  testDataProvider,
  useRecordContext,
} from 'react-admin'
import { Route, Routes } from 'react-router-dom'
import { afterEach, expect, it } from 'vitest'

import { LivePage } from './LivePage.tsx'

afterEach(cleanup)

const ROW = { id: 7, reference: 'AB12' }
const WHOLE = { ...ROW, headers: ['x-signature'] }

function Headers() {
  return <p>{useRecordContext<typeof WHOLE>()?.headers.join()}</p>
}

it('waits for what the row of a list lacks', async () => {
  const queryClient = new QueryClient()
  // As a list leaves it.
  queryClient.setQueryData(['webhooks', 'getOne', { id: '7', meta: undefined }], ROW)
  render(
    <TestMemoryRouter initialEntries={['/webhooks/7/show']}>
      <CoreAdminContext
        queryClient={queryClient}
        dataProvider={testDataProvider({ getOne: () => Promise.resolve({ data: WHOLE }) as never })}
      >
        <ResourceContextProvider value="webhooks">
          <Routes>
            <Route
              path="/webhooks/:id/show"
              element={
                <LivePage title="Webhook" whole="headers">
                  <Headers />
                </LivePage>
              }
            />
          </Routes>
        </ResourceContextProvider>
      </CoreAdminContext>
    </TestMemoryRouter>,
  )
  expect(await screen.findByText('x-signature')).toBeTruthy()
})
