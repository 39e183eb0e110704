using Faultline.Api.Sqs;
using Faultline.Store;
using Faultline.Wire;

namespace Faultline.Services.Sqs;

internal sealed partial class Sqs
{
    public override async ValueTask<SendMessageResult> SendMessage(
        Call call, SendMessageRequest request, CancellationToken ct)
    {
        var queue = Find(call, request.QueueUrl, "SendMessage");
        var draft = Draft.Of(call, request);
        using var held = await queue.Take(ct);
        var letter = draft.For(held.State.Settings);
        var receipt = held.State.Send(letter, draft.DelaySeconds, book.Now);
        var fifo = held.State.Settings.Fifo;
        queue.Waiters.Wake(1);
        await held.Keep();
        return new()
        {
            MessageId = receipt.MessageId.ToString(),
            MD5OfMessageBody = letter.BodyMd5Text,
            MD5OfMessageAttributes = draft.AttributesMd5,
            MD5OfMessageSystemAttributes = draft.SystemMd5,
            SequenceNumber = fifo ? Shown.SequenceNumber(receipt.Number) : null,
        };
    }

    public override async ValueTask<ReceiveMessageResult> ReceiveMessage(
        Call call, ReceiveMessageRequest request, CancellationToken ct)
    {
        CheckReceive(request);
        var queue = Find(call, request.QueueUrl, "ReceiveMessage");
        var given = new List<Message>();
        var until = DateTimeOffset.MaxValue;
        Waiter? waiter = null;
        while (true)
        {
            // A waiter leaves its row under the turn, even when its client is gone.
            using var held = await queue.Take(waiter is null ? ct : CancellationToken.None);
            var state = held.State;
            var now = book.Now;
            if (waiter is null)
            {
                until = now + Wait(request, state.Settings);
            }
            else if (ct.IsCancellationRequested)
            {
                queue.Waiters.Leave(waiter);
                ct.ThrowIfCancellationRequested();
            }

            var full = Receive(queue, state, request, now, given, waiter);
            if (state.HasDead && given.Count == 0 && deadLetters.Of(queue) is not null)
            {
                await held.Keep();
                await deadLetters.Move(queue, CancellationToken.None);
                continue;
            }

            if (given.Count == 0 && now < until && !queue.Waiters.IsClosed &&
                (waiter ?? queue.Waiters.Join()) is { } sleeper)
            {
                waiter = sleeper;
                var sleep = queue.Waiters.Sleep(sleeper, until, state.NextDue, ct);
                held.Dispose();
                await sleep;
                continue;
            }

            Leave(queue, waiter, given.Count > 0 && state.Visible > 0);
            if (full && given.Count == 0 && waiter is null && !state.Settings.Fifo)
            {
                throw Refusal.TooManyInFlight();
            }

            state.Count(given.Count);
            var result = Shown.Result(state, given, request);
            var cameAcrossDead = state.HasDead;
            await held.Keep();
            if (cameAcrossDead)
            {
                await MoveDead(queue);
            }

            return result;
        }
    }

    public override async ValueTask DeleteMessage(Call call, DeleteMessageRequest request, CancellationToken ct)
    {
        var queue = Find(call, request.QueueUrl, "DeleteMessage");
        using var held = await queue.Take(ct);
        Delete(queue, held.State, request.ReceiptHandle);
        await held.Keep();
    }

    public override async ValueTask ChangeMessageVisibility(
        Call call, ChangeMessageVisibilityRequest request, CancellationToken ct)
    {
        var queue = Find(call, request.QueueUrl, "ChangeMessageVisibility");
        using var held = await queue.Take(ct);
        ChangeVisibility(queue, held.State, request.ReceiptHandle, request.VisibilityTimeout);
        await held.Keep();
    }

    /// <summary>Receives what there is; says whether the queue has as many in flight as it may.</summary>
    private bool Receive(
        Queue queue,
        QueueState state,
        ReceiveMessageRequest request,
        DateTimeOffset now,
        List<Message> given,
        Waiter? waiter)
    {
        var seconds = request.VisibilityTimeout ?? state.Settings.VisibilityTimeout;
        var attempt = state.Settings.Fifo ? request.ReceiveRequestAttemptId : null;
        var terms = new ReceiveTerms(
            request.MaxNumberOfMessages ?? 1, TimeSpan.FromSeconds(seconds), attempt, deadLetters.Of(queue)?.After);
        try
        {
            state.Receive(terms, now, given);
        }
        catch (AwsError)
        {
            // Refused while it waited: the row must not keep a place that nobody watches the clock from.
            Leave(queue, waiter, more: false);
            throw;
        }

        return state.IsFull;
    }

    /// <summary>
    /// Moves the dead that a receive came across beside what it gives: that is kept by now, and is its caller's
    /// whatever becomes of the move.
    /// </summary>
    private async ValueTask MoveDead(Queue queue)
    {
        try
        {
            await deadLetters.Move(queue, CancellationToken.None);
        }
        catch (StoreBroken)
        {
            // They are where they were; the next receive is refused, or comes across them again.
        }
    }

    /// <summary>A receiver goes; where it leaves messages behind, the next one in the row may have them.</summary>
    private static void Leave(Queue queue, Waiter? waiter, bool more)
    {
        if (waiter is not null)
        {
            queue.Waiters.Leave(waiter);
        }

        if (more)
        {
            queue.Waiters.Wake(1);
        }
    }

    private static void Delete(Queue queue, QueueState state, string text)
    {
        var handle = Parse(state, text);
        if (state.Delete(handle, queue.Now) == Outcome.Expired)
        {
            throw Refusal.HandleExpired(text);
        }

        // In a FIFO queue the next message of the group may be given now.
        if (state.Settings.Fifo)
        {
            queue.Waiters.Wake(1);
        }
    }

    private static void ChangeVisibility(Queue queue, QueueState state, string text, int? seconds)
    {
        if (seconds is null)
        {
            throw Refusal.Missing("VisibilityTimeout");
        }

        if (seconds is < 0 or > Limits.VisibilitySecondsMax)
        {
            throw Refusal.Range(seconds.Value, "VisibilityTimeout", 0, Limits.VisibilitySecondsMax);
        }

        switch (state.ChangeVisibility(Parse(state, text), seconds.Value, queue.Now))
        {
            case Outcome.Expired:
                throw Refusal.HandleExpired(text);
            case Outcome.NotThere:
                throw Refusal.NotInFlight(text);
            case Outcome.TooLong:
                throw Refusal.Value(
                    $"{seconds}", "VisibilityTimeout",
                    "Total VisibilityTimeout for the message is beyond the limit " +
                    $"[{Limits.VisibilitySecondsMax} seconds].");
            default:
                queue.Waiters.Wake(1);
                break;
        }
    }

    private static ReceiptHandle Parse(QueueState state, string text) =>
        ReceiptHandle.TryParse(text, out var handle) && handle.Incarnation == state.Incarnation
            ? handle
            : throw SqsErrors.ReceiptHandleIsInvalid(
                $"The input receipt handle \"{text}\" is not a valid receipt handle.");

    private static void CheckReceive(ReceiveMessageRequest request)
    {
        if (request.MaxNumberOfMessages is < 1 or > Limits.BatchEntriesMax)
        {
            throw Refusal.Value(
                $"{request.MaxNumberOfMessages}", "MaxNumberOfMessages", "Must be between 1 and 10, if provided.");
        }

        if (request.WaitTimeSeconds is < 0 or > Limits.WaitSecondsMax)
        {
            throw Refusal.Range(request.WaitTimeSeconds.Value, "WaitTimeSeconds", 0, Limits.WaitSecondsMax);
        }

        if (request.VisibilityTimeout is < 0 or > Limits.VisibilitySecondsMax)
        {
            throw Refusal.Range(request.VisibilityTimeout.Value, "VisibilityTimeout", 0, Limits.VisibilitySecondsMax);
        }

        Draft.CheckToken(request.ReceiveRequestAttemptId, "ReceiveRequestAttemptId");
        Shown.CheckNames(request);
    }

    private static TimeSpan Wait(ReceiveMessageRequest request, QueueSettings settings) =>
        TimeSpan.FromSeconds(request.WaitTimeSeconds ?? settings.ReceiveMessageWaitTimeSeconds);
}
