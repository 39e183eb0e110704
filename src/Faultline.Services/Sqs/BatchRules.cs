using System.Text;
using Faultline.Api.Sqs;
using Faultline.Wire;

namespace Faultline.Services.Sqs;

/// <summary>What a batch must be as a whole, and how one entry fails without the others.</summary>
internal static class BatchRules
{
    public static void Check<T>(List<T> entries, Func<T, string> idOf, string entry)
    {
        if (entries.Count == 0)
        {
            throw SqsErrors.EmptyBatchRequest($"There should be at least one {entry} in the request.");
        }

        if (entries.Count > Limits.BatchEntriesMax)
        {
            throw SqsErrors.TooManyEntriesInBatchRequest(
                $"Maximum number of entries per request are {Limits.BatchEntriesMax}. You have sent {entries.Count}.");
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var id in entries.Select(idOf))
        {
            if (id.Length > Limits.NameMax || !QueueName.IsWord(id))
            {
                throw SqsErrors.InvalidBatchEntryId(
                    "A batch entry id can only contain alphanumeric characters, hyphens and underscores. " +
                    "It can be at most 80 letters long.");
            }

            if (!seen.Add(id))
            {
                throw SqsErrors.BatchEntryIdsNotDistinct($"Id {id} repeated.");
            }
        }
    }

    public static void CheckSize(List<SendMessageBatchRequestEntry> entries)
    {
        var bytes = entries.Sum(entry => (long)(entry.MessageBody.Utf8?.Length ?? 0) +
            (entry.MessageAttributes?.Sum(attribute => (long)Encoding.UTF8.GetByteCount(attribute.Key) +
                Encoding.UTF8.GetByteCount(attribute.Value.DataType ?? "") +
                Encoding.UTF8.GetByteCount(attribute.Value.StringValue ?? "") +
                (attribute.Value.BinaryValue?.Length ?? 0)) ?? 0));
        if (bytes > Limits.BatchBytesMax)
        {
            throw SqsErrors.BatchRequestTooLong(
                $"Batch requests cannot be longer than {Limits.BatchBytesMax} bytes. You have sent {bytes} bytes.");
        }
    }

    /// <summary>Does one entry's part; what is refused fails this entry alone.</summary>
    public static (string Id, T? Value, BatchResultErrorEntry? Error) Try<T>(string id, Func<T> act)
    {
        try
        {
            return (id, act(), null);
        }
        catch (AwsError error)
        {
            return (id, default, new()
            {
                Id = id,
                Code = error.Code,
                Message = error.Message,
                SenderFault = error.SenderFault,
            });
        }
    }

    public static void Note<T>(
        T? done, BatchResultErrorEntry? error, List<T> successes, List<BatchResultErrorEntry> failures)
        where T : class
    {
        if (error is null)
        {
            successes.Add(done!);
        }
        else
        {
            failures.Add(error);
        }
    }

    /// <summary>AWS leaves an empty list out.</summary>
    public static List<T>? Some<T>(List<T>? list) => list is { Count: > 0 } ? list : null;
}
