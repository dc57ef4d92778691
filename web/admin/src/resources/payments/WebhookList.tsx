import { DataTable, Link, SelectInput, TextInput } from 'react-admin'

import { Age } from '../../show/Age.tsx'
import { choicesOf } from '../../show/choices.ts'
import { PagedList } from '../../show/PagedList.tsx'
import { Status } from '../../show/Status.tsx'

import { CHANNELS, WEBHOOK_STATES, providerChoices, providerName, type Webhook } from './payment.ts'
import { PaymentsNav } from './PaymentsNav.tsx'

const Column = DataTable.Col<Webhook>

const filters = [
  <SelectInput key="channel" source="channel" alwaysOn choices={providerChoices(CHANNELS)} />,
  <SelectInput key="state" source="state" alwaysOn choices={choicesOf(WEBHOOK_STATES)} />,
  <TextInput key="reference" source="reference" alwaysOn />,
]

/** What providers sent, as it came. */
export default function WebhookList() {
  return (
    <>
      <PaymentsNav />
      <PagedList filters={filters}>
        <DataTable bulkActionButtons={false} rowClick="show">
          <Column
            label="Reference"
            render={({ id, reference }) => (
              <Link to={`/webhooks/${id}/show`}>{reference ?? 'Without a reference'}</Link>
            )}
          />
          <Column label="Channel" render={({ channel }) => providerName(channel)} />
          <Column label="State" render={({ state }) => <Status value={state} />} />
          <Column
            label="Tries"
            align="right"
            render={({ tries }) => tries} />
          <Column label="Last error" render={({ last_error }) => last_error} />
          <Column label="Age" render={({ received_at }) => <Age of={received_at} />} />
        </DataTable>
      </PagedList>
    </>
  )
}
