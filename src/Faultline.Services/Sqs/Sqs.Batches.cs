using Faultline.Api.Sqs;
using Faultline.Wire;

namespace Faultline.Services.Sqs;

internal sealed partial class Sqs
{
    public override async ValueTask<SendMessageBatchResult> SendMessageBatch(
        Call call, SendMessageBatchRequest request, CancellationToken ct)
    {
        var queue = Find(call, request.QueueUrl, "SendMessage");
        BatchRules.Check(request.Entries, entry => entry.Id, nameof(SendMessageBatchRequestEntry));
        BatchRules.CheckSize(request.Entries);
        var drafts = request.Entries.ConvertAll(entry => BatchRules.Try(entry.Id, () => Draft.Of(call, entry)));
        using var held = await queue.Take(ct);
        var state = held.State;
        foreach (var (_, draft, _) in drafts.Where(draft => draft.Error is null))
        {
            draft.CheckIds(state.Settings, inBatch: true);
        }

        var result = new SendMessageBatchResult();
        foreach (var (id, draft, error) in drafts)
        {
            var (_, sent, refused) = error is null
                ? BatchRules.Try(id, () => Send(state, id, draft))
                : new(id, null, error);
            BatchRules.Note(sent, refused, result.Successful ??= [], result.Failed ??= []);
        }

        queue.Waiters.Wake(drafts.Count);
        await held.Keep();
        (result.Successful, result.Failed) = (BatchRules.Some(result.Successful), BatchRules.Some(result.Failed));
        return result;
    }

    public override async ValueTask<DeleteMessageBatchResult> DeleteMessageBatch(
        Call call, DeleteMessageBatchRequest request, CancellationToken ct)
    {
        var queue = Find(call, request.QueueUrl, "DeleteMessage");
        BatchRules.Check(request.Entries, entry => entry.Id, nameof(DeleteMessageBatchRequestEntry));
        using var held = await queue.Take(ct);
        var (done, failed) = (new List<DeleteMessageBatchResultEntry>(), new List<BatchResultErrorEntry>());
        foreach (var entry in request.Entries)
        {
            var (_, deleted, error) = BatchRules.Try(entry.Id, () =>
            {
                Delete(queue, held.State, entry.ReceiptHandle);
                return new DeleteMessageBatchResultEntry { Id = entry.Id };
            });
            BatchRules.Note(deleted, error, done, failed);
        }

        await held.Keep();
        return new() { Successful = BatchRules.Some(done), Failed = BatchRules.Some(failed) };
    }

    public override async ValueTask<ChangeMessageVisibilityBatchResult> ChangeMessageVisibilityBatch(
        Call call, ChangeMessageVisibilityBatchRequest request, CancellationToken ct)
    {
        var queue = Find(call, request.QueueUrl, "ChangeMessageVisibility");
        BatchRules.Check(request.Entries, entry => entry.Id, nameof(ChangeMessageVisibilityBatchRequestEntry));
        using var held = await queue.Take(ct);
        var (done, failed) = (new List<ChangeMessageVisibilityBatchResultEntry>(), new List<BatchResultErrorEntry>());
        foreach (var entry in request.Entries)
        {
            var (_, changed, error) = BatchRules.Try(entry.Id, () =>
            {
                ChangeVisibility(queue, held.State, entry.ReceiptHandle, entry.VisibilityTimeout);
                return new ChangeMessageVisibilityBatchResultEntry { Id = entry.Id };
            });
            BatchRules.Note(changed, error, done, failed);
        }

        await held.Keep();
        return new() { Successful = BatchRules.Some(done), Failed = BatchRules.Some(failed) };
    }

    private SendMessageBatchResultEntry Send(QueueState state, string id, Draft draft)
    {
        var letter = draft.For(state.Settings, inBatch: true);
        var receipt = state.Send(letter, draft.DelaySeconds, book.Now);
        return new()
        {
            Id = id,
            MessageId = receipt.MessageId.ToString(),
            MD5OfMessageBody = letter.BodyMd5Text,
            MD5OfMessageAttributes = draft.AttributesMd5,
            MD5OfMessageSystemAttributes = draft.SystemMd5,
            SequenceNumber = state.Settings.Fifo ? Shown.SequenceNumber(receipt.Number) : null,
        };
    }
}
