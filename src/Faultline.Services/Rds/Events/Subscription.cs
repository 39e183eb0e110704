using System.Globalization;
using Faultline.Api.Rds;
using Faultline.Services.Rds.Keeping;
using Faultline.Wire;

namespace Faultline.Services.Rds.Events;

/// <summary>
/// Who wants to hear of which events ("Working with Amazon RDS event notification", user guide). The topic is only
/// stored: nobody is told anything before there is SNS.
/// </summary>
internal static class Subscription
{
    public const string Active = "active";
    public const string Deleting = "deleting";

    /// <summary>Whether an event is one of those that a subscription is of.</summary>
    public static bool Wants(EventSubscription subscription, Event each) =>
        subscription.Enabled == true
        && (subscription.SourceType is null || subscription.SourceType == each.SourceType)
        && (subscription.SourceIdsList is not { Count: > 0 } ids
            || ids.Contains(each.SourceIdentifier!, StringComparer.OrdinalIgnoreCase))
        && (subscription.EventCategoriesList is not { Count: > 0 } categories
            || each.EventCategories?.Exists(categories.Contains) == true);

    public static NamedRow<EventSubscription> Made(
        RdsState state, Call call, string region, CreateEventSubscriptionMessage request)
    {
        var name = Name(request.SubscriptionName);
        CheckTopic(request.SnsTopicArn);
        var made = new NamedRow<EventSubscription>(Names.Id(call.Account, name), call.Account, new()
        {
            CustomerAwsId = call.Account,
            CustSubscriptionId = name,
            SnsTopicArn = request.SnsTopicArn,
            Status = Active,
            SubscriptionCreationTime = call.Now.UtcDateTime.ToString(
                "ddd MMM dd HH:mm:ss 'UTC' yyyy", CultureInfo.InvariantCulture),
            SourceType = string.IsNullOrEmpty(request.SourceType) ? null : request.SourceType,
            SourceIdsList = request.SourceIds is { Count: > 0 } ids ? [.. ids.Distinct()] : [],
            EventCategoriesList = request.EventCategories is { Count: > 0 } asked ? [.. asked.Distinct()] : [],
            Enabled = request.Enabled ?? true,
            EventSubscriptionArn = Arns.Of(region, call.Account, Arns.Subscription, name),
        });
        Check(made.Shown);
        foreach (var source in made.Shown.SourceIdsList!)
        {
            CheckSource(state, call.Account, region, made.Shown.SourceType!, source);
        }

        return made;
    }

    public static NamedRow<EventSubscription> Changed(
        NamedRow<EventSubscription> before, ModifyEventSubscriptionMessage request)
    {
        var changed = before.With(shown =>
        {
            shown.SnsTopicArn = request.SnsTopicArn ?? shown.SnsTopicArn;
            shown.SourceType = string.IsNullOrEmpty(request.SourceType) ? shown.SourceType : request.SourceType;
            shown.EventCategoriesList = request.EventCategories ?? shown.EventCategoriesList;
            shown.Enabled = request.Enabled ?? shown.Enabled;
        });
        CheckTopic(changed.Shown.SnsTopicArn!);
        Check(changed.Shown);
        if (changed.Shown.SourceType != before.Shown.SourceType && before.Shown.SourceIdsList is { Count: > 0 })
        {
            throw Refusal.Combination(
                "The source type of a subscription with source identifiers cannot be changed: remove them first.");
        }

        return changed;
    }

    /// <summary>Refuses a source that is not there.</summary>
    public static void CheckSource(RdsState state, string account, string region, string type, string source)
    {
        var isThere = type switch
        {
            SourceType.DbInstance => state.Instance(account, source) is not null,
            SourceType.DbParameterGroup =>
                Parameters.ParameterGroups.Find(state, region, account, source) is not null,
            SourceType.DbSnapshot => state.Snapshots.Of(account).Any(row =>
                string.Equals(row.Name, source, StringComparison.OrdinalIgnoreCase)),
            _ => false,
        };
        if (!isThere)
        {
            throw RdsErrors.SourceNotFoundFault($"Could not find source of type {type} with the identifier: {source}");
        }
    }

    private static void Check(EventSubscription subscription)
    {
        var (type, categories) = (subscription.SourceType, subscription.EventCategoriesList!);
        if (type is null)
        {
            if (subscription.SourceIdsList!.Count > 0)
            {
                throw Refusal.Combination("SourceType must be specified if SourceIds are specified.");
            }
        }
        else
        {
            EventRules.CheckType(type);
        }

        var known = type is null
            ? EventCategories.All.SelectMany(each => each.EventCategories!)
            : EventCategories.Of(type)!;
        if (categories.Find(category => !known.Contains(category)) is { } wrong)
        {
            throw RdsErrors.SubscriptionCategoryNotFoundFault(
                $"Could not find event category: {wrong}{(type is null ? "" : $" for source type {type}")}");
        }
    }

    private static void CheckTopic(string arn)
    {
        if (arn.Split(':') is not ["arn", "aws", "sns", { Length: > 0 }, { Length: 12 }, { Length: > 0 }])
        {
            throw RdsErrors.SNSInvalidTopicFault($"Invalid SNS topic ARN: {arn}");
        }
    }

    /// <summary>CreateEventSubscription, API reference: fewer than 255 characters.</summary>
    private static string Name(string name) =>
        string.IsNullOrWhiteSpace(name)
            ? throw Refusal.Invalid("The parameter SubscriptionName must be provided and must not be blank.")
            : name.Length < 255
                ? name
                : throw Refusal.Invalid("The parameter SubscriptionName must have less than 255 characters.");
}
