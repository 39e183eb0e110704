using System.Globalization;
using System.Text.Json.Nodes;
using Faultline.Api.Elb;
using Faultline.Services.Provisioning;

namespace Faultline.Services.Elb.Resources;

/// <summary>Rules of listeners. Its id is the ARN; a second try finds the first one's by its priority.</summary>
internal sealed class ListenerRuleType(ElbApi elb) : ResourceType("AWS::ElasticLoadBalancingV2::ListenerRule")
{
    private const int PageMax = 400;

    public override async ValueTask<string> Create(Work work, CancellationToken ct)
    {
        Check(work);
        if (await Before(work, ct) is { } before)
        {
            return before.RuleArn!;
        }

        var request = work.Properties.As<CreateRuleInput>("Tags");
        request.Tags = Tags.Asked(work);
        return (await work.Ask(elb.CreateRule, request, ct)).Rules![0].RuleArn!;
    }

    public override async ValueTask Update(Work work, Properties before, CancellationToken ct)
    {
        Check(work);
        var asked = work.Properties;
        if (asked.Number("Priority") != before.Number("Priority"))
        {
            await work.Ask(
                elb.SetRulePriorities,
                new SetRulePrioritiesInput
                {
                    RulePriorities = [new() { RuleArn = work.Id!, Priority = asked.Number("Priority") }],
                },
                ct);
        }

        var request = asked.As<ModifyRuleInput>();
        request.RuleArn = work.Id!;
        await work.Ask(elb.ModifyRule, request, ct);
        await Tags.Update(elb, work, before, ct);
    }

    public override async ValueTask Delete(Work work, CancellationToken ct) => await this.OrGone(work.Ask(
        elb.DeleteRule, new DeleteRuleInput { RuleArn = work.Id! }, ct));

    public override async ValueTask<JsonObject?> Read(Work work, CancellationToken ct)
    {
        if ((await this.OrGone(work.Ask(elb.DescribeRules, new DescribeRulesInput { RuleArns = [work.Id!] }, ct)))
            ?.Rules![0] is not { } rule)
        {
            return null;
        }

        var shown = this.Shown(rule);
        if (int.TryParse(rule.Priority, NumberStyles.None, CultureInfo.InvariantCulture, out var priority))
        {
            shown["Priority"] = priority;
        }

        shown["ListenerArn"] = Arns.ListenerOfRule(rule.RuleArn!);
        shown["Tags"] = Marks.Shown(work, await Tags.Read(elb, work, work.Id!, ct));
        shown["RuleArn"] = rule.RuleArn;
        shown["IsDefault"] = rule.IsDefault ?? false;
        return shown;
    }

    /// <summary>The API cannot be told which addresses of a source are meant.</summary>
    private void Check(Work work)
    {
        foreach (var condition in work.Properties.Groups("Conditions"))
        {
            if (condition.Group("SourceIpConfig")?.Has("IpAddressType") == true)
            {
                throw Refused.NotBuilt(Name, "Conditions.SourceIpConfig.IpAddressType");
            }
        }
    }

    /// <summary>What an earlier try made.</summary>
    private async ValueTask<Rule?> Before(Work work, CancellationToken ct)
    {
        var all = await work.Ask(
            elb.DescribeRules,
            new DescribeRulesInput { ListenerArn = work.Properties.Needed("ListenerArn"), PageSize = PageMax },
            ct);
        return all.Rules!.Find(each => each.Priority == work.Properties.Text("Priority")) is { } there
            && Marks.AreOf(work, await Tags.Read(elb, work, there.RuleArn!, ct))
                ? there
                : null;
    }
}
