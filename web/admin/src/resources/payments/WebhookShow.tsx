import { useRecordContext } from 'react-admin'

import { ActionButton } from '../../actions/ActionButton.tsx'
import { useMay } from '../../app/may.ts'
import { Actions } from '../../show/Actions.tsx'
import { Columns } from '../../show/Columns.tsx'
import { Facts } from '../../show/Facts.tsx'
import { LivePage } from '../../show/LivePage.tsx'
import { Moment } from '../../show/Moment.tsx'
import { PageHead } from '../../show/PageHead.tsx'
import { Raw } from '../../show/Raw.tsx'
import { Section } from '../../show/Section.tsx'

import { replay } from './actions/replay.tsx'
import { providerName, type WebhookDetail } from './payment.ts'
import { BodySection } from './WebhookBody.tsx'

export default function WebhookShow() {
  return (
    <LivePage title="Webhook" whole="headers">
      <WebhookPage />
    </LivePage>
  )
}

function WebhookPage() {
  const webhook = useRecordContext<WebhookDetail>()
  if (!webhook) return null
  const headers = webhook.headers.map((pair) => pair.join(': ')).join('\n')
  return (
    <Columns
      head={<WebhookHead webhook={webhook} />}
      aside={
        <Section title="Details">
          <Facts
            of={[
              ['Reference', webhook.reference],
              ['Received', <Moment key="received" at={webhook.received_at} />],
              ['Done', webhook.done_at && <Moment key="done" at={webhook.done_at} />],
              ['Tries', webhook.tries],
              ['Last error', webhook.last_error],
            ]}
          />
        </Section>
      }
    >
      <BodySection webhook={webhook} />
      <Section title="Headers">
        <Raw label="Raw headers" text={headers} />
      </Section>
    </Columns>
  )
}

function WebhookHead({ webhook }: { readonly webhook: WebhookDetail }) {
  const mayReplay = useMay('payments:write')
  return (
    <PageHead title={`Webhook from ${providerName(webhook.channel)}`} status={webhook.state}>
      {mayReplay && (
        <Actions>
          <ActionButton action={replay(webhook)} />
        </Actions>
      )}
    </PageHead>
  )
}
