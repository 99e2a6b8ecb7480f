"""Words that stand in every record and tell none apart."""

_ENGLISH = """
a about above after all also an and any are as at be because been before being below between both
but by can could did do does down each etc for from further had has have having he her here his how
however if in into is it its itself just less like made make makes many may might more most much
must need needs no nor not of off on one only or other our out over own per same several shall she
should so some such than that the their them then there these they this those through thus to too
two under until up upon use used uses using very via was we were what when where whether which
while who why will with within without would yet you your
"""
_CHINESE = """
超过 后期 前期 不用 一直 总是 经常 非常 比较 特别 还有 只有 只能 就是 不是 以后 以前 之后 之前 然后 这样 那样 怎么 什么
一种 一个 可以 能够 以及 进行 通过 实现 采用 利用 使用 具有 用于 基于 包括 其中 所述 以上 以下 不同
主要 相关 研究 分析 方法 技术 系统 装置 设备 问题 目前 现有 需要 希望 要求 解决 提高 提升 降低 减少
影响 结果 表明 过程 情况 方面 以内 左右 达到 不到 没有 以便 并且 而且 但是 因此 由于 如果 同时 或者
对于 根据 进一步 有效 良好 较好 较高 较低 显著 明显 目的 意义 作用 特征 特点 关键 条件 一定 各种
多种 之间 为了 不能 无法 容易 现在 已经 还是 这种 这个 每天 每年 可能 必须 企业 公司 产品 生产 工艺
应用 设计 开发 合作 项目 成果 专利 发明 提供 处理 部分 大量 方式 形成 得到 发现 提出 建立 开展 完成
存在 造成 导致 任何 自己 我们 他们 人员 单位 目标 水平 能力 性能 效果 优势 成本 时间 范围 数据 传统
新型 常规 一般 其他 相比 比较 本文 三个 两个
"""
ENGLISH = frozenset(_ENGLISH.split())
CHINESE = frozenset(_CHINESE.split())
